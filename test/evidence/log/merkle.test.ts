import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consistencyProof,
  EMPTY_ROOT,
  inclusionProof,
  leafHash,
  rootOf,
  toHex,
  verifyConsistency,
  verifyInclusion,
} from '../../../lib/evidence/log/index.ts';
import { naivePath, naiveProof, naiveRoot } from './naive.ts';
import { entriesOf } from './published-log.ts';

// the eight inputs and roots that certificate-transparency tests its own tree with
const INPUTS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (hex) => Buffer.from(hex, 'hex'),
);
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const hex = (hashes: readonly Uint8Array[]) => hashes.map(toHex);
const entries = entriesOf(1_000);
const leaves = entries.map(leafHash);
const sizes = fc.integer({ min: 1, max: 200 });

describe('the tree', () => {
  it('has the empty root of RFC 6962 and the eight roots of certificate-transparency', () => {
    expect(toHex(EMPTY_ROOT)).toBe(ROOTS[0]);
    for (const [size, root] of ROOTS.entries()) expect(toHex(rootOf(INPUTS.slice(0, size).map(leafHash)))).toBe(root);
  });

  it('agrees with the definitions of RFC 6962', () => {
    fc.assert(
      fc.property(sizes, sizes, (one, other) => {
        const [small, size] = one < other ? [one, other] : [other, one];
        const held = entries.slice(0, size);
        expect(toHex(rootOf(leaves.slice(0, size)))).toBe(naiveRoot(held).toString('hex'));
        expect(hex(inclusionProof(small - 1, leaves.slice(0, size)))).toEqual(hex(naivePath(small - 1, held)));
        expect(hex(consistencyProof(small, leaves.slice(0, size)))).toEqual(hex(naiveProof(small, held)));
      }),
    );
  });
});

describe('an inclusion proof', () => {
  it('verifies for every index at every size from 1 to 1,000', { timeout: 120_000 }, () => {
    const failed: string[] = [];
    for (let size = 1; size <= 1_000; size++) {
      const { root, paths } = allPaths(leaves.slice(0, size));
      for (const [index, proof] of paths.entries()) {
        const leaf = leaves[index] as Uint8Array;
        if (!verifyInclusion({ index, size, leaf, proof, root })) failed.push(`${index} of ${size}`);
      }
    }
    expect(failed).toEqual([]);
  });

  it('made for an index is the path that the whole tree has there', () => {
    for (const size of [1, 2, 3, 255, 256, 257, 1_000]) {
      const { paths } = allPaths(leaves.slice(0, size));
      for (const [index, path] of paths.entries()) {
        if (index % 17 === 0 || index === size - 1) {
          expect(hex(inclusionProof(index, leaves.slice(0, size)))).toEqual(hex(path));
        }
      }
    }
  });

  it('does not verify with anything else in its place', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (size, at, place, flip) => {
        const index = at % size;
        const held = leaves.slice(0, size);
        const claim = {
          index,
          size,
          leaf: held[index] as Uint8Array,
          proof: inclusionProof(index, held),
          root: rootOf(held),
        };
        expect(verifyInclusion(claim)).toBe(true);
        const changed = (hash: Uint8Array) => hash.map((byte, n) => (n === place % 32 ? byte ^ flip : byte));
        expect(verifyInclusion({ ...claim, leaf: changed(claim.leaf) })).toBe(false);
        expect(verifyInclusion({ ...claim, root: changed(claim.root) })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...claim.proof, claim.root] })).toBe(false);
        for (const n of claim.proof.keys()) {
          const proof = claim.proof.with(n, changed(claim.proof[n] as Uint8Array));
          expect(verifyInclusion({ ...claim, proof })).toBe(false);
          expect(verifyInclusion({ ...claim, proof: claim.proof.toSpliced(n, 1) })).toBe(false);
        }
        if (size > 1) expect(verifyInclusion({ ...claim, index: (index + 1) % size })).toBe(false);
      }),
    );
  });

  it('is refused without an exception, whatever comes in', () => {
    const claim = { index: 0, size: 1, leaf: leaves[0] as Uint8Array, proof: [], root: leaves[0] as Uint8Array };
    expect(verifyInclusion(claim)).toBe(true);
    const hostile = [
      { index: -1 },
      { index: 1 },
      { index: 0.5 },
      { index: Number.NaN },
      { size: 0 },
      { size: Number.POSITIVE_INFINITY },
      { size: 2 ** 53 },
      { leaf: new Uint8Array(31) },
      { leaf: 'aa' },
      { root: null },
      { proof: null },
      { proof: [new Uint8Array(33)] },
      { proof: Array.from({ length: 100_000 }, () => leaves[0]) },
    ];
    for (const wrong of hostile) expect(verifyInclusion({ ...claim, ...wrong } as typeof claim)).toBe(false);
  });

  it('does not let the root pass for a leaf of a larger tree', () => {
    const root = rootOf(leaves.slice(0, 2));
    expect(verifyInclusion({ index: 0, size: 2, leaf: root, proof: [], root })).toBe(false);
    expect(
      verifyInclusion({ index: 0, size: 4, leaf: leaves[0] as Uint8Array, proof: [leaves[1] as Uint8Array], root }),
    ).toBe(false);
  });

  it('is not made for a leaf that the tree does not have', () => {
    expect(() => inclusionProof(3, leaves.slice(0, 3))).toThrow('No leaf 3 in a tree of 3.');
    expect(() => inclusionProof(0, [])).toThrow(RangeError);
  });
});

describe('a consistency proof', () => {
  const claimOf = (oldSize: number, newSize: number) => ({
    oldSize,
    newSize,
    oldRoot: rootOf(leaves.slice(0, oldSize)),
    newRoot: rootOf(leaves.slice(0, newSize)),
    proof: consistencyProof(oldSize, leaves.slice(0, newSize)),
  });

  it('verifies from every size up to 130 to every larger one', () => {
    for (let newSize = 0; newSize <= 130; newSize++) {
      for (let oldSize = 0; oldSize <= newSize; oldSize++) {
        expect(verifyConsistency(claimOf(oldSize, newSize)), `${oldSize} to ${newSize}`).toBe(true);
      }
    }
  });

  it('does not verify with anything else in its place', () => {
    fc.assert(
      fc.property(sizes, sizes, fc.nat(31), fc.integer({ min: 1, max: 255 }), (one, other, place, flip) => {
        const claim = claimOf(Math.min(one, other), Math.max(one, other));
        const changed = (hash: Uint8Array) => hash.map((byte, n) => (n === place ? byte ^ flip : byte));
        expect(verifyConsistency({ ...claim, oldRoot: changed(claim.oldRoot) })).toBe(false);
        expect(verifyConsistency({ ...claim, newRoot: changed(claim.newRoot) })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: [...claim.proof, claim.newRoot] })).toBe(false);
        for (const n of claim.proof.keys()) {
          expect(verifyConsistency({ ...claim, proof: claim.proof.toSpliced(n, 1) })).toBe(false);
          const proof = claim.proof.with(n, changed(claim.proof[n] as Uint8Array));
          expect(verifyConsistency({ ...claim, proof })).toBe(false);
        }
      }),
    );
  });

  it('does not show a tree to be the beginning of a smaller or of another one', () => {
    expect(verifyConsistency({ ...claimOf(3, 7), oldSize: 8 })).toBe(false);
    expect(verifyConsistency({ ...claimOf(0, 7), oldRoot: leaves[0] as Uint8Array })).toBe(false);
    expect(verifyConsistency({ ...claimOf(3, 7), proof: [] })).toBe(false);
    expect(verifyConsistency({ ...claimOf(4, 4), newRoot: leaves[0] as Uint8Array })).toBe(false);
    expect(() => consistencyProof(4, leaves.slice(0, 3))).toThrow(RangeError);
  });
});

/** Every leaf's path to the root, each node hashed once. */
function allPaths(held: readonly Uint8Array[]): { root: Uint8Array; paths: Uint8Array[][] } {
  if (held.length === 1) return { root: held[0] as Uint8Array, paths: [[]] };
  const k = 2 ** (Math.ceil(Math.log2(held.length)) - 1);
  const [left, right] = [allPaths(held.slice(0, k)), allPaths(held.slice(k))];
  const paths = [
    ...left.paths.map((path) => [...path, right.root]),
    ...right.paths.map((path) => [...path, left.root]),
  ];
  return { root: rootOf([left.root, right.root]), paths };
}
