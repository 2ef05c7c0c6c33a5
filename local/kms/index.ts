export { type KmsOptions, startKms } from './server.ts';
