export { readAssembly, type Stack } from './assembly.ts';
export { resolve } from './intrinsics.ts';
export { type Address, inOrder } from './order.ts';
export { type Provisioned, Resources } from './scope.ts';
