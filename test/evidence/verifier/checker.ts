import { type Claim, verifyCertificate } from '../../../lib/evidence/certificate/index.ts';
import { parseVkey } from '../../../lib/evidence/log/note-key.ts';

/** What is asked of both, Node and browser: with nothing in it that a page could not be handed. */
export interface Question {
  readonly text: string;
  readonly vkeys: readonly string[];
  readonly claim: Claim;
}

/** The verdict on each, as JSON. */
export async function judge(questions: readonly Question[]): Promise<string[]> {
  const verdicts: string[] = [];
  for (const { text, vkeys, claim } of questions) {
    verdicts.push(JSON.stringify(await verifyCertificate(text, vkeys.map(parseVkey), claim)));
  }
  return verdicts;
}
