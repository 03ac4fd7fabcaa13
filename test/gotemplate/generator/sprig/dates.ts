import type { Family } from "../source.ts";
import { type Argument, call, followed, oneOf, text } from "./write.ts";

const layouts = text(
  "2006-01-02",
  "2006-01-02 15:04:05",
  "Mon Jan _2 3:04:05PM 2006",
  "2006-01-02T15:04:05Z07:00",
  "02 January 06 002 pm",
  "15:04:05.000 -0700 MST",
  ".999,000 -07:00 -07 Z0700 __2",
  "Janus Monday's 20061",
);
const texts = text(
  "2020-02-29",
  "2021-02-29",
  "1999-12-31 23:59:59",
  "x",
  "",
  "2020-06-01T10:20:30+02:00",
  "12:61:00.5 +0100 CET",
  "2020-1-1",
);
const seconds: Argument = oneOf(
  "0",
  "1588765432",
  "-1",
  "951782400",
  "4102444800",
  "(int64 86399)",
  "-62135596800",
);
const zones = text(
  "UTC",
  "America/New_York",
  "Europe/Berlin",
  "Asia/Kolkata",
  "America/Sao_Paulo",
  "Nope",
  "",
  "Local",
  "Australia/Sydney",
  "Asia/Tokyo",
);
const durations = text(
  "1h",
  "-90m",
  "1.5s",
  "72h3m0.5s",
  "x",
  "1",
  "0",
  "300ms",
  "1us",
  "99999999999h",
  "-1ns",
);
const moment: Argument = (source) =>
  `(toDate "2006-01-02" "${source.random.pick(["2017-12-31", "1970-01-01", "2020-02-29", "x"])}")`;

export const dateFunctions: Family = {
  name: "dates",
  calls: [
    followed("toDate", "string", "| toString", layouts, texts),
    followed("toDate", "string", '| date "2006-01-02"', layouts, texts),
    followed("mustToDate", "string", "| toString", layouts, texts),
    call("date", "string", layouts, seconds),
    call("date", "string", layouts, moment),
    ...["dateInZone", "date_in_zone"].map((name) => call(name, "string", layouts, seconds, zones)),
    call("htmlDate", "string", seconds),
    call("htmlDateInZone", "string", seconds, zones),
    call("unixEpoch", "string", moment),
    ...["dateModify", "date_modify", "mustDateModify", "must_date_modify"].map((name) =>
      followed(name, "string", "| toString", durations, moment),
    ),
    call("duration", "string", oneOf('"95"', '"-3661"', '"x"', "95", "(int64 7)", '"9223372036"')),
    call("durationRound", "string", durations),
    call("durationRound", "string", oneOf("(int64 1000000001)", "5", "nil", '"9000h"', '"25h"')),
    call("ago", "string", oneOf("now", '"x"', "1.5")),
    followed("now", "string", '| date "2006" | len | toString'),
  ],
};
