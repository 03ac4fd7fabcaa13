import { isIP } from "node:net";

export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** What a client trusts it by; its own text where it signs itself. */
  readonly ca: string;
}

export interface CertificateOptions {
  /** DNS names and addresses; none makes a certificate without SANs. */
  readonly names?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly signsItself?: boolean;
}

const DAY = 86_400_000;

/** A server's certificate, good or bad in one way. */
export async function makeCertificate(options: CertificateOptions = {}): Promise<Certificate> {
  const { names = ["127.0.0.1"], signsItself = false } = options;
  const { notBefore = new Date(Date.now() - 400 * DAY), notAfter = new Date(Date.now() + 365 * DAY) } =
    options;
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const newKeys = () => crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const [caKeys, keys] = await Promise.all([newKeys(), newKeys()]);
  const san = names.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value }) as const);
  const extensions = names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(san)];
  const common = { signingAlgorithm: algorithm, notBefore, notAfter };
  const pem = (it: { toString(format: "pem"): string }) => `${it.toString("pem")}\n`;
  const key = `${x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY")}\n`;
  if (signsItself) {
    const self = await x509.X509CertificateGenerator.createSelfSigned({
      name: "CN=itself",
      keys,
      extensions,
      ...common,
    });
    return { cert: pem(self), key, ca: pem(self) };
  }
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=test authority",
    keys: caKeys,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 400 * DAY),
    notAfter: new Date(Date.now() + 400 * DAY),
  });
  const cert = await x509.X509CertificateGenerator.create({
    subject: "CN=test server",
    issuer: ca.subject,
    publicKey: keys.publicKey,
    signingKey: caKeys.privateKey,
    extensions,
    ...common,
  });
  return { cert: pem(cert), key, ca: pem(ca) };
}
