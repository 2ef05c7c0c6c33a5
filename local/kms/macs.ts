import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { AwsFault, blob, type Operations, readInput } from '../http/index.ts';
import type { KeyRing } from './key-ring.ts';

const MacAlgorithm = z.enum(['HMAC_SHA_224', 'HMAC_SHA_256', 'HMAC_SHA_384', 'HMAC_SHA_512']);

const generateMac = z.strictObject({ KeyId: z.string(), Message: blob(1, 4096), MacAlgorithm });

const verifyMac = generateMac.extend({ Mac: blob(1, 6144) });

/** GenerateMac and VerifyMac: HMAC (FIPS 198-1) with SHA-256, the same bytes for the same key and message for ever. */
export function macs(ring: KeyRing): Operations {
  function mac(operation: string, input: z.output<typeof generateMac>) {
    const key = ring.usable(input.KeyId, operation, 'GENERATE_VERIFY_MAC', input.MacAlgorithm);
    const answer = { KeyId: ring.arn(key.id), MacAlgorithm: input.MacAlgorithm };
    return { bytes: createHmac('sha256', key.material).update(input.Message).digest(), answer };
  }

  return {
    GenerateMac(input) {
      const { bytes, answer } = mac('GenerateMac', readInput(generateMac, input));
      return { ...answer, Mac: bytes.toString('base64') };
    },

    VerifyMac(input) {
      const request = readInput(verifyMac, input);
      const { bytes, answer } = mac('VerifyMac', request);
      if (request.Mac.length !== bytes.length || !timingSafeEqual(request.Mac, bytes)) {
        throw new AwsFault('KMSInvalidMacException', 'The MAC is not the one of this message and key.');
      }
      return { ...answer, MacValid: true };
    },
  };
}
