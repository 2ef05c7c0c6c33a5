export { bundledPackages, type Product } from './bundled-packages.ts';
export { type BillOfMaterials, billOfMaterials, type Component, type Content } from './cyclonedx.ts';
export { broughtBy, type LockedPackage, type LockFile, nameOf, neededBy, resolveFrom } from './lock-file.ts';
