import type { Language, Values } from '../../certificate/words.ts';
import words from './words.json' with { type: 'json' };

export type { Language };
export type Word = keyof typeof words;

/** Says a word of this page in the reader's language. `values` replace `{name}` in it. */
export type Say = (word: Word, values?: Values) => string;

/** What the `lang` attribute says. */
export const LANGUAGE_TAGS = { en: 'en', zh: 'zh-CN' } as const satisfies Record<Language, string>;

export function speak(language: Language): Say {
  return (word, values = {}) =>
    words[word][language].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

export const isWord = (word: string): word is Word => Object.hasOwn(words, word);

/** The first of the reader's languages that this page has; English where it has none. */
export function languageOf(preferred: readonly string[]): Language {
  const known = preferred.map((tag) => tag.toLowerCase().split('-')[0]).find((tag) => tag === 'zh' || tag === 'en');
  return known === 'zh' ? 'zh' : 'en';
}
