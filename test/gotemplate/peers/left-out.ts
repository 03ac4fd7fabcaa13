/** Cases of Go's tables that are not run, by their input or "table: name", each with its reason. */
export const LEFT_OUT: readonly { readonly covers: RegExp; readonly reason: string }[] = [
  {
    covers: /\d[\d.]*i\b|ComplexZero|dot complex$/,
    reason: "complex numbers: refused with an error of ours",
  },
  { covers: /\bcount \d/, reason: "channels" },
  { covers: /UPI/, reason: "unsafe pointers" },
  { covers: /uintptr/, reason: "uintptr, which no data has" },
  { covers: /\.SICap/, reason: "a list has no capacity beyond its length" },
  { covers: /over two var$/, reason: "the message holds the address of a function" },
  { covers: /^cmpTests: eq \.Map \.V1$/, reason: "methods of a pointer are methods of the value too" },
  { covers: /exceeds limit$/, reason: "the test lowers Go's limit of 10,000; ours is 200 for everybody" },
];
