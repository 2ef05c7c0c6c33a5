/** People who do not exist, and their records in the five apps. */
export { UPLOADS_FROM } from './apps/uploads.ts';
export { generatePopulation, type PopulationOptions, SUBJECT_ID } from './generate.ts';
export type { Identifying, Item, ItemRecord, Population, Subject, Upload } from './population.ts';
export { Random } from './random.ts';
export { type StoredUpload, type Stores, writeItems, writeUploads } from './write.ts';
