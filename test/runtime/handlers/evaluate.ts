/** Tries what no template and no library may do in the function. */
export async function handler(): Promise<{ statusCode: number; body: string }> {
  // biome-ignore lint/security/noGlobalEval: to see it refused
  const attempts = [() => new Function("return 1")(), () => globalThis.eval("1")];
  const outcomes = attempts.map((attempt) => {
    try {
      return String(attempt());
    } catch (error) {
      return (error as Error).name;
    }
  });
  return { statusCode: 200, body: outcomes.join(" ") };
}
