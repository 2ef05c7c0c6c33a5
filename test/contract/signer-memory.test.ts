import { describe } from 'vitest';
import { memorySigner } from '../../lib/evidence/log/memory/index.ts';
import { signerContract } from './signer.contract.ts';

describe('a signer in memory', () => {
  signerContract(async () => memorySigner());
});
