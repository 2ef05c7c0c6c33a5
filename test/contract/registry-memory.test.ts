import { describe } from 'vitest';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { registryContract, SHARDS } from './registry.contract.ts';

describe('the registry in memory', () => {
  registryContract(async () => memoryRegistry({ shards: SHARDS }));
});
