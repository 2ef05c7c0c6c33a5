/** The transparency log: its formats (C2SP) and its arithmetic (RFC 6962), without any I/O. */
export { fromBase64, fromUtf8, toBase64, toHex, toUtf8 } from './bytes.ts';
export {
  type Checkpoint,
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  type SignedCheckpoint,
} from './checkpoint.ts';
export { canonicalJson, commit, SALT_BYTES } from './commitment.ts';
export { appendEntries, type Edge, EMPTY_EDGE, type LogFile, loadEdge, type ReadLogFile, rootOfEdge } from './edge.ts';
export type { LogProblem } from './log-problem.ts';
export {
  consistencyProof,
  EMPTY_ROOT,
  type Hash,
  inclusionProof,
  leafHash,
  nodeHash,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';
export { formatNote, type Note, type NoteSignature, parseNote, verifyNote } from './note.ts';
export { formatVkey, type NoteKey, noteKey, parseVkey } from './note-key.ts';
export { proveConsistency, proveInclusion } from './tile-proofs.ts';
export { parseTilePath, partialTilesOf, TILE_WIDTH, type Tile, tileAt, tilePath, tilesOf } from './tiles.ts';
export { formatProof, type LogProof, parseProof, verifyProof } from './tlog-proof.ts';
export { type LogVerdict, type ProvedLog, verifyLog } from './verify-log.ts';
