/**
 * Loaded before every Node process of a documented command. The documents speak of the ports 8443 and 9443 and of
 * webhook.example.com: here a server may listen on any free port in their place, and who calls them gets to
 * the test's own server (DOCS_SERVER_PORT).
 */
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

const PORTS = new Set([8443, 8444, 9443, 9444]);
const CALLED = new Set([443, ...PORTS]);
const NAME = "webhook.example.com";

const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (options, ...rest) {
  const isOurs = typeof options === "object" && PORTS.has(options?.port);
  return listen.call(this, isOurs ? { ...options, port: 0 } : options, ...rest);
};

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (first, ...rest) {
  // Node's own callers hand over an array of the arguments, in order.
  const options = Array.isArray(first) ? first[0] : first;
  const server = Number(process.env.DOCS_SERVER_PORT);
  const isOurs =
    options?.host === NAME || (options?.host === "127.0.0.1" && CALLED.has(Number(options.port)));
  if (server && isOurs) Object.assign(options, { host: "127.0.0.1", port: server });
  return connect.call(this, first, ...rest);
};

const { lookup } = dns.promises;
dns.promises.lookup = async (name, options) => {
  if (name !== NAME) return lookup(name, options);
  const address = { address: "127.0.0.1", family: 4 };
  return typeof options === "object" && options.all ? [address] : address;
};
syncBuiltinESMExports();
