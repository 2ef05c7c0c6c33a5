import { ExpungeError } from '../../../errors.ts';
import { type CertificateVerdict, verifyCertificate } from '../../certificate/index.ts';
import { type NoteKey, parseVkey } from '../../log/note-key.ts';
import { element } from './dom.ts';
import { type GivenFile, keyLines, keysIn, readGiven } from './given-files.ts';
import { announcementOf, verdictCard } from './show-verdict.ts';
import { isWord, LANGUAGE_TAGS, type Language, languageOf, speak, type Word } from './words.ts';

const form = element('form', HTMLFormElement);
const certificate = element('certificate', HTMLInputElement);
const keys = element('keys', HTMLTextAreaElement);
const keyFile = element('key-file', HTMLInputElement);
const subject = element('subject', HTMLInputElement);
const verify = element('verify', HTMLButtonElement);
const drop = element('drop', HTMLLabelElement);
const verdictPlace = element('verdict', HTMLElement);
const announcement = element('announcement', HTMLElement);
const unable = element('unable', HTMLElement);

let language: Language = languageOf(navigator.languages);
let given: GivenFile | null = null;
let faults: { readonly certificate?: Fault; readonly keys?: Fault } = {};
let shown = false;
/** Counts what was asked: an answer to an earlier question is not shown under a later one. */
let asked = 0;

type Fault = readonly [word: Word, values?: Readonly<Record<string, number>>];

/** Everything that is words, in the language chosen. The verdict is not among it: it is made anew. */
function showWords(): void {
  const say = speak(language);
  document.documentElement.lang = LANGUAGE_TAGS[language];
  for (const place of document.querySelectorAll<HTMLElement>('[data-word]')) {
    const { word = '' } = place.dataset;
    if (isWord(word)) place.textContent = say(word);
  }
  for (const button of document.querySelectorAll<HTMLElement>('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === language));
  }
  element('certificate-name', HTMLElement).textContent = given === null ? say('drop') : given.name;
  element('certificate-choose', HTMLElement).textContent = say(given === null ? 'choose' : 'chooseAnother');
  drop.classList.toggle('full', given !== null);
  for (const [name, field] of [['certificate', certificate] as const, ['keys', keys] as const]) {
    const fault = faults[name];
    element(`${name}-fault`, HTMLElement).textContent = fault === undefined ? '' : say(...fault);
    field.setAttribute('aria-invalid', String(fault !== undefined));
  }
  verify.textContent = say(verify.ariaDisabled === 'true' ? 'verifying' : 'verify');
}

/** A verdict belongs to what it was about. */
function forgetVerdict(): void {
  asked++;
  shown = false;
  faults = {};
  unable.hidden = true;
  verify.ariaDisabled = 'false';
  verdictPlace.replaceChildren();
  announcement.textContent = '';
  showWords();
}

async function take(files: Iterable<File>): Promise<void> {
  for (const file of await Promise.all([...files].map(readGiven))) {
    const found = keysIn(file);
    if (found.length > 0) addKeys(found);
    else given = file;
  }
  forgetVerdict();
}

function addKeys(found: readonly string[]): void {
  const before = keyLines(keys.value).map(({ line }) => line);
  keys.value = [...new Set([...before, ...found])].join('\n');
}

/** What was typed as keys; null where a line is none, which is then said beside the field. */
function readKeys(): NoteKey[] | null {
  const found: NoteKey[] = [];
  for (const { line, number } of keyLines(keys.value)) {
    try {
      found.push(parseVkey(line));
    } catch (error) {
      if (!(error instanceof ExpungeError)) throw error;
      faults = { ...faults, keys: ['keyWrong', { line: number }] };
      return null;
    }
  }
  if (found.length > 0) return found;
  faults = { ...faults, keys: ['keyMissing'] };
  return null;
}

async function answer(): Promise<void> {
  forgetVerdict();
  if (given === null) faults = { certificate: ['certificateMissing'] };
  const noteKeys = readKeys();
  if (given === null || noteKeys === null) {
    showWords();
    (given === null ? certificate : keys).focus();
    return;
  }
  const question = asked;
  verify.ariaDisabled = 'true';
  showWords();
  await new Promise((resolve) => setTimeout(resolve)); // lets the page say that it is working
  try {
    // an identifier counts to the letter: nothing is trimmed
    const claim = subject.value === '' ? { language } : { language, subject: subject.value };
    const verdict = await verifyCertificate(given.bytes, noteKeys, claim);
    if (question === asked) show(verdict);
  } catch (error) {
    const isUnknown = !(error instanceof Error && error.name === 'NotSupportedError');
    if (question === asked) showUnable(isUnknown ? 'stopped' : 'unableEd25519');
    if (isUnknown) throw error;
  } finally {
    if (question === asked) verify.ariaDisabled = 'false';
    showWords();
  }
}

function show(verdict: CertificateVerdict): void {
  shown = true;
  verdictPlace.replaceChildren(verdictCard(verdict, language));
  announcement.textContent = announcementOf(verdict, language);
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  verdictPlace.scrollIntoView({ behavior: isStill ? 'auto' : 'smooth', block: 'start' });
}

function showUnable(word: Word): void {
  unable.textContent = speak(language)(word);
  unable.hidden = false;
}

for (const button of document.querySelectorAll<HTMLElement>('[data-language]')) {
  button.addEventListener('click', () => {
    language = button.dataset.language === 'zh' ? 'zh' : 'en';
    if (shown) void answer();
    else showWords();
  });
}
form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (verify.ariaDisabled !== 'true') void answer();
});
for (const field of [keys, subject]) field.addEventListener('input', forgetVerdict);
for (const input of [certificate, keyFile]) {
  input.addEventListener('change', () => {
    void take(input.files ?? []).then(() => {
      input.value = ''; // so that the same file, changed, can be chosen again
    });
  });
}
// dropped beside the field a file would take the page's place
document.addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.classList.add('over');
});
document.addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) drop.classList.remove('over');
});
document.addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  void take(event.dataTransfer?.files ?? []);
});

showWords();
// no secure context: the check would fail, whatever the certificate
if (globalThis.crypto?.subtle === undefined) showUnable('unable');
