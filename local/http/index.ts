export { AwsFault, invalid } from './fault.ts';
export { blob, readInput } from './input.ts';
export { answerJson, readJson } from './json.ts';
export { json11, type Operation, type Operations } from './json-1-1.ts';
export { type LocalServer, listen, restart } from './listen.ts';
export { page } from './page.ts';
export { arn, type Place } from './place.ts';
export { type RestRequest, type Route, restJson } from './rest-json.ts';
export { requireSignature } from './signature.ts';
