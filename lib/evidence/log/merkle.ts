import { equalBytes } from './bytes.ts';
import { sha256 } from './crypto.ts';

/** 32 bytes of SHA-256. */
export type Hash = Uint8Array;

export const HASH_BYTES = 32;

/** RFC 6962 §2.1: the root of a tree without leaves. */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array(0));

// RFC 6962 §2.1: leaves and nodes are hashed apart, so that neither passes for the other
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** RFC 6962: SHA-256(0x00 ‖ entry). */
export const leafHash = (entry: Uint8Array): Hash => sha256(LEAF, entry);

/** RFC 6962: SHA-256(0x01 ‖ left ‖ right). */
export const nodeHash = (left: Hash, right: Hash): Hash => sha256(NODE, left, right);

/** The root over these leaf hashes (or over the roots of equally large complete subtrees). */
export function rootOf(leaves: readonly Hash[]): Hash {
  const [first] = leaves;
  if (first === undefined) return EMPTY_ROOT;
  if (leaves.length === 1) return first;
  const split = largestPowerBelow(leaves.length);
  return nodeHash(rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}

/** The hashes from the leaf's sibling up to the root's child (RFC 6962 §2.1.1). `index` < number of leaves. */
export function inclusionProof(index: number, leaves: readonly Hash[]): Hash[] {
  return inclusionRanges(index, leaves.length).map(([start, end]) => rootOf(leaves.slice(start, end)));
}

/** The hashes that show the tree of the first `oldSize` leaves to be the beginning of this one (RFC 6962 §2.1.2). */
export function consistencyProof(oldSize: number, leaves: readonly Hash[]): Hash[] {
  return consistencyRanges(oldSize, leaves.length).map(([start, end]) => rootOf(leaves.slice(start, end)));
}

/** Whether `proof` leads from the leaf at `index` to the root of a tree of `size` (RFC 9162 §2.1.3.2). Never throws. */
export function verifyInclusion(claim: {
  readonly index: number;
  readonly size: number;
  readonly leaf: Hash;
  readonly proof: readonly Hash[];
  readonly root: Hash;
}): boolean {
  const { index, size, leaf, proof, root } = claim;
  if (!isCount(index) || !isCount(size) || index >= size || !areHashes([leaf, root], proof)) return false;
  const climb = climbFrom(index, size - 1);
  let hash = leaf;
  for (const sibling of proof) {
    const side = climb.next();
    if (side === null) return false;
    hash = side === 'left' ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  }
  return climb.isAtRoot() && equalBytes(hash, root);
}

/** Whether `proof` shows the old tree to be the beginning of the new one (RFC 9162 §2.1.4.2). Never throws. */
export function verifyConsistency(claim: {
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: Hash;
  readonly newRoot: Hash;
  readonly proof: readonly Hash[];
}): boolean {
  const { oldSize, newSize, oldRoot, newRoot, proof } = claim;
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize) return false;
  if (!areHashes([oldRoot, newRoot], proof)) return false;
  if (oldSize === newSize) return proof.length === 0 && equalBytes(oldRoot, newRoot);
  if (oldSize === 0) return proof.length === 0 && equalBytes(oldRoot, EMPTY_ROOT);

  // a complete old tree is itself a node of the new one, and left out of the proof
  const [seed, ...path] = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  if (seed === undefined) return false;
  const climb = climbFrom(oldSize - 1, newSize - 1);
  climb.skipRightEdges();
  let [older, newer] = [seed, seed];
  for (const sibling of path) {
    const side = climb.next();
    if (side === null) return false;
    if (side === 'left') [older, newer] = [nodeHash(sibling, older), nodeHash(sibling, newer)];
    else newer = nodeHash(newer, sibling);
  }
  return climb.isAtRoot() && equalBytes(older, oldRoot) && equalBytes(newer, newRoot);
}

/** Leaves from `start` up to, not including, `end`. */
export type Range = readonly [start: number, end: number];

/** Which subtrees an inclusion proof consists of, in its order. @throws RangeError: there is no such leaf. */
export function inclusionRanges(index: number, size: number): Range[] {
  if (!isCount(index) || !isCount(size) || index >= size)
    throw new RangeError(`No leaf ${index} in a tree of ${size}.`);
  const ranges: Range[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + largestPowerBelow(end - start);
    ranges.push(index < middle ? [middle, end] : [start, middle]);
    [start, end] = index < middle ? [start, middle] : [middle, end];
  }
  return ranges.reverse();
}

/** Which subtrees a consistency proof consists of, in its order. @throws RangeError: the old tree is the larger one. */
export function consistencyRanges(oldSize: number, newSize: number): Range[] {
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize) {
    throw new RangeError(`A tree of ${oldSize} is not the beginning of one of ${newSize}.`);
  }
  if (oldSize === 0) return [];
  const ranges: Range[] = [];
  let [start, end] = [0, newSize];
  while (oldSize < end) {
    const middle = start + largestPowerBelow(end - start);
    ranges.push(oldSize <= middle ? [middle, end] : [start, middle]);
    [start, end] = oldSize <= middle ? [start, middle] : [middle, end];
  }
  if (start > 0) ranges.push([start, end]);
  return ranges.reverse();
}

/** The largest power of two below n; n > 1. Counts beyond 32 bits, so no shifting. */
export function largestPowerBelow(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

/** The way from a leaf to the root: on which side the next sibling stands. */
function climbFrom(leaf: number, lastLeaf: number) {
  let [node, last] = [leaf, lastLeaf];
  const up = () => {
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  };
  return {
    isAtRoot: () => last === 0,
    skipRightEdges: () => {
      while (node % 2 === 1) up();
    },
    next: (): 'left' | 'right' | null => {
      if (last === 0) return null;
      if (node % 2 === 0 && node < last) {
        up();
        return 'right';
      }
      while (node % 2 === 0 && node !== 0) up(); // no sibling on the right: carried up as it is
      up();
      return 'left';
    },
  };
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isPowerOfTwo = (n: number): boolean => n === 1 || largestPowerBelow(n) * 2 === n;

function areHashes(roots: readonly unknown[], proof: unknown): boolean {
  const isHash = (hash: unknown) => hash instanceof Uint8Array && hash.length === HASH_BYTES;
  return Array.isArray(proof) && roots.every(isHash) && proof.every(isHash);
}
