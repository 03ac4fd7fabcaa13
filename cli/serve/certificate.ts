import { X509Certificate } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";

/** What an HTTPS server needs, and the file that a client trusts it by. */
export interface ServingCertificate {
  /** PEM: the server's own certificate. */
  readonly cert: string;
  readonly key: string;
  /** PEM: what goes into a webhook's `caBundle`. */
  readonly ca: string;
  /** Where `ca` is kept, for `curl --cacert`. */
  readonly caFile: string;
}

const FILES = { ca: "ca.crt", cert: "tls.crt", key: "tls.key" } as const;
const DAY = 86_400_000;

/**
 * The local server's certificate for 127.0.0.1, ::1, localhost and `host`: the one kept in `folder` where it
 * still serves, a new one otherwise. The authority's key is thrown away once it has signed, so whoever
 * trusts `ca` trusts this one certificate and no other.
 */
export async function servingCertificate(folder: string, host: string): Promise<ServingCertificate> {
  const caFile = join(folder, FILES.ca);
  const kept = await readKept(folder);
  if (kept && stillServes(kept, host)) return { ...kept, caFile };
  const made = await makeCertificate(host);
  await keep(folder, made);
  return { ...made, caFile };
}

type Pems = Omit<ServingCertificate, "caFile">;

async function readKept(folder: string): Promise<Pems | undefined> {
  try {
    const read = (file: string) => readFile(join(folder, file), "utf8");
    const [ca, cert, key] = await Promise.all([read(FILES.ca), read(FILES.cert), read(FILES.key)]);
    return { ca, cert, key };
  } catch {
    return undefined;
  }
}

function stillServes({ ca, cert }: Pems, host: string): boolean {
  try {
    const certificate = new X509Certificate(cert);
    const lasts = new Date(certificate.validTo).getTime() - Date.now() > 7 * DAY;
    const signed = certificate.verify(new X509Certificate(ca).publicKey);
    return lasts && signed && (certificate.checkHost(host) ?? certificate.checkIP(host)) !== undefined;
  } catch {
    return false;
  }
}

async function makeCertificate(host: string): Promise<Pems> {
  // The library's dependency injection wants this first.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const newKeys = () => crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const [caKeys, keys] = await Promise.all([newKeys(), newKeys()]);
  const validity = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + 365 * DAY) };

  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=remora local authority",
    keys: caKeys,
    signingAlgorithm: algorithm,
    ...validity,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const cert = await x509.X509CertificateGenerator.create({
    subject: "CN=remora",
    issuer: ca.subject,
    publicKey: keys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: algorithm,
    ...validity,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(alternativeNames(host)),
      await x509.AuthorityKeyIdentifierExtension.create(ca),
    ],
  });
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    ca: `${ca.toString("pem")}\n`,
    cert: `${cert.toString("pem")}\n`,
    key: `${x509.PemConverter.encode(pkcs8, "PRIVATE KEY")}\n`,
  };
}

function alternativeNames(host: string): { type: "ip" | "dns"; value: string }[] {
  const names = new Set(["127.0.0.1", "::1", "localhost", host]);
  return [...names].map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value }));
}

/** Each file appears whole: two servers may start at once. The folder and the key are the user's alone. */
async function keep(folder: string, pems: Pems): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  for (const [name, file] of Object.entries(FILES)) {
    const path = join(folder, file);
    const part = `${path}.${process.pid}`;
    await writeFile(part, pems[name as keyof Pems], { mode: 0o600 });
    await rename(part, path);
  }
}
