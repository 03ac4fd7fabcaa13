/** Counts what was checked in a suite that tells a story: each step needs those before it. */
export class Checks {
  #passed = 0;
  #failed = 0;

  /** Runs one check and says how it went; a failure does not end the story. */
  async check(name: string, run: () => unknown): Promise<void> {
    try {
      await run();
      this.#passed++;
      console.log(`  ok    ${name}`);
    } catch (error) {
      this.#failed++;
      console.log(
        `  FAIL  ${name}\n        ${indent(error instanceof Error ? error.message : String(error))}`,
      );
    }
  }

  get failed(): number {
    return this.#failed;
  }

  /** Prints the line that .ci/run reads, and sets the exit code. */
  close(): void {
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
    if (this.#failed > 0 || this.#passed === 0) process.exitCode = 1;
  }
}

function indent(text: string): string {
  return text.trim().replaceAll("\n", "\n        ");
}
