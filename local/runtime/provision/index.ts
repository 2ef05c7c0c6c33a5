export { provision, type RunningResource } from './provision.ts';
export type { Workshop } from './provisioner.ts';
