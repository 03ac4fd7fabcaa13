/** The floor: what the platform itself costs. */
export async function handler(): Promise<{ statusCode: number; body: string }> {
  return { statusCode: 200, body: "" };
}
