import type { Family } from "../source.ts";
import { call, followed, oneOf, seldom, size, text } from "./write.ts";

const names = oneOf('(list "a.b")', "nil", "(list)", "(list 1)");
const addresses = oneOf('(list "10.0.0.1" "::1")', "nil", '(list "nope")', "(list 3)");
const key = '(genPrivateKey "ecdsa")';
const authority = `(genCAWithKey "ca" 10 ${key})`;
const header = '| toJson | regexFind "BEGIN [A-Z]+"';

/** What is random or takes long. */
export const secretFunctions: Family = {
  name: "secrets",
  calls: [
    ...["randAlphaNum", "randAlpha", "randAscii", "randNumeric"].map((name) =>
      followed(name, "int", "| len", size),
    ),
    followed("randBytes", "int", "| len", size),
    followed("randInt", "int", "| sub 5 | sub 5", oneOf("5"), oneOf("6", "6", "6", "5", "0")),
    followed("shuffle", "string", '| splitList "" | sortAlpha | join ""', "string"),
    followed("uuidv4", "int", "| len"),
    seldom(0.03, followed("bcrypt", "int", "| len", "string")),
    seldom(0.03, followed("htpasswd", "int", "| len", "string", "string")),
    seldom(
      0.03,
      call(
        "derivePassword",
        "string",
        oneOf("1", "2"),
        text("long", "pin", "basic", "nope"),
        "string",
        "string",
        "string",
      ),
    ),
    followed("encryptAES", "string", '| decryptAES "k"', text("k"), "string"),
    followed("encryptAES", "int", "| len", "string", "string"),
    call("decryptAES", "string", "string", text("", "x", "YWJj", "YWJjYWJjYWJjYWJjYWJjYWJjYWJj")),
    followed("genPrivateKey", "string", '| regexFind "BEGIN [A-Z]+"', text("ecdsa", "ed25519", "nope")),
    seldom(0.01, followed("genCA", "string", header, "string", size)),
    seldom(0.01, followed("genSelfSignedCert", "string", header, "string", addresses, names, size)),
    seldom(
      0.01,
      followed("genSignedCert", "string", header, "string", addresses, names, size, oneOf(authority)),
    ),
    followed("genCAWithKey", "string", header, "string", size, oneOf(key, key, '"x"')),
    followed("genSelfSignedCertWithKey", "string", header, "string", addresses, names, size, oneOf(key)),
    followed(
      "genSignedCertWithKey",
      "string",
      header,
      "string",
      addresses,
      names,
      size,
      oneOf(authority),
      oneOf(key),
    ),
    call("buildCustomCert", "string", text("", "x", "YQ=="), text("", "YQ==")),
  ],
};
