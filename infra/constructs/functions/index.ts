export { certifyFunction } from './certify.ts';
export { anonymiseFunction, deleteFunction } from './erasers.ts';
export { findDueFunction } from './find-due.ts';
export { holdFunction } from './hold.ts';
export { openCaseFunction } from './open-case.ts';
export { operateFunction } from './operate.ts';
export { reportFunction } from './report.ts';
export { sealFunction } from './seal.ts';
export { tagFunction } from './tag.ts';
