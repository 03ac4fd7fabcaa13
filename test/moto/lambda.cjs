/** A process that holds the function's bundle and hands it events; its clock can be set on, as after a freeze. */
const now = Date.now;
let ahead = 0;
Date.now = () => now() + ahead;

const { handler } = require(process.argv[2]);

process.on("message", async ({ event, minutesLater }) => {
  ahead = minutesLater * 60_000;
  try {
    process.send({ result: await handler(event, { getRemainingTimeInMillis: () => 10_000 }) });
  } catch (error) {
    process.send({ error: error.stack });
  }
});
