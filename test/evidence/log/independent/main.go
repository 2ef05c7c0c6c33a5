// Command independent reads a published log with nobody's code but Go's own: golang.org/x/mod/sumdb's note and tlog,
// which C2SP's formats come from, and crypto/ecdsa. It fails with the first thing that does not hold, and prints what it
// found, as JSON, with notes that it signed itself.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

type found struct {
	Origin, Root         string
	Size                 int64
	Signers              []string
	Files                []string
	Entries, Proofs      int
	Vkey, Note           string // signed here with Ed25519
	EcdsaVkey, EcdsaNote string // signed here with ECDSA P-256
}

func main() {
	log.SetFlags(0)
	dir := os.Args[1]
	var out found

	signed := read(dir, "checkpoint")
	opened, err := note.Open(signed, verifiers(dir))
	must(err)
	for _, signature := range opened.Sigs {
		out.Signers = append(out.Signers, fmt.Sprintf("%s %08x", signature.Name, signature.Hash))
	}
	tree, origin := checkpoint(opened.Text)
	out.Origin, out.Size, out.Root = origin, tree.N, tree.Hash.String()

	hashes := tlog.TileHashReader(tree, files(dir))
	root, err := tlog.TreeHash(tree.N, hashes)
	must(err)
	if root != tree.Hash {
		log.Fatalf("the tiles make %v, the checkpoint says %v", root, tree.Hash)
	}
	for _, tile := range tlog.NewTiles(tileHeight, 0, tree.N) {
		out.Files = append(out.Files, path(tile))
	}

	entries := allEntries(dir, tree.N)
	// every entry of a small log, and about a thousand of a large one
	for index := 0; index < len(entries); index += 1 + (len(entries)-1)/1000 {
		proof, err := tlog.ProveRecord(tree.N, int64(index), hashes)
		must(err)
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(index), tlog.RecordHash(entries[index])))
		out.Entries++
	}

	proofs, err := filepath.Glob(filepath.Join(dir, "proofs", "*.tlog-proof"))
	must(err)
	for _, name := range proofs {
		checkProof(read(name), entries, verifiers(dir))
		out.Proofs++
	}

	out.Vkey, out.Note = signEd25519(opened.Text)
	out.EcdsaVkey, out.EcdsaNote = signEcdsa(opened.Text)
	must(json.NewEncoder(os.Stdout).Encode(out))
}

// checkpoint reads c2sp.org/tlog-checkpoint.
func checkpoint(text string) (tlog.Tree, string) {
	lines := strings.Split(text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}, lines[0]
}

// checkProof checks c2sp.org/tlog-proof@v1.
func checkProof(text []byte, entries [][]byte, known note.Verifiers) {
	head, signed, _ := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		log.Fatalf("a proof begins with %q", lines[0])
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	must(err)
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		must(err)
		proof = append(proof, hash)
	}
	opened, err := note.Open([]byte(signed), known)
	must(err)
	tree, _ := checkpoint(opened.Text)
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entries[index])))
}

// allEntries reads the entry bundles.
func allEntries(dir string, size int64) [][]byte {
	var entries [][]byte
	for first := int64(0); first < size; first += 256 {
		tile := tlog.Tile{H: tileHeight, L: -1, N: first / 256, W: int(min(size-first, 256))}
		bundle := read(dir, strings.Replace(path(tile), "tile/data/", "tile/entries/", 1))
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			entries = append(entries, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
	}
	if int64(len(entries)) != size {
		log.Fatalf("%d entries in a log of %d", len(entries), size)
	}
	return entries
}

// path is the tile's, without the height that C2SP leaves out.
func path(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
}

type files string

func (dir files) Height() int { return tileHeight }

func (dir files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		all = append(all, read(string(dir), path(tile)))
	}
	return all, nil
}

func (dir files) SaveTiles([]tlog.Tile, [][]byte) {}

// verifiers are those of the file log.vkey, a line each.
func verifiers(dir string) note.Verifiers {
	var known []note.Verifier
	for _, vkey := range strings.Fields(string(read(dir, "log.vkey"))) {
		verifier, err := note.NewVerifier(vkey)
		if err != nil {
			verifier = newEcdsaVerifier(vkey)
		}
		known = append(known, verifier)
	}
	return note.VerifierList(known...)
}

// ecdsaKey is signature type 0x02 of c2sp.org/signed-note, which x/mod does not know.
type ecdsaKey struct {
	name   string
	hash   uint32
	public *ecdsa.PublicKey
	secret *ecdsa.PrivateKey
}

func newEcdsaVerifier(vkey string) note.Verifier {
	parts := strings.SplitN(vkey, "+", 3)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	must(err)
	if key[0] != 2 {
		log.Fatalf("%s is of type %d", parts[0], key[0])
	}
	public, err := x509.ParsePKIXPublicKey(key[1:])
	must(err)
	digest := sha256.Sum256(key[1:])
	if parts[1] != hex.EncodeToString(digest[:4]) {
		log.Fatalf("the id of %s is %x", parts[0], digest[:4])
	}
	return &ecdsaKey{parts[0], binary.BigEndian.Uint32(digest[:]), public.(*ecdsa.PublicKey), nil}
}

func (key *ecdsaKey) Name() string    { return key.name }
func (key *ecdsaKey) KeyHash() uint32 { return key.hash }

func (key *ecdsaKey) Verify(text, signature []byte) bool {
	digest := sha256.Sum256(text)
	return ecdsa.VerifyASN1(key.public, digest[:], signature)
}

func (key *ecdsaKey) Sign(text []byte) ([]byte, error) {
	digest := sha256.Sum256(text)
	return ecdsa.SignASN1(rand.Reader, key.secret, digest[:])
}

func signEd25519(text string) (vkey, signed string) {
	secret, vkey, err := note.GenerateKey(rand.Reader, "go.example/log")
	must(err)
	signer, err := note.NewSigner(secret)
	must(err)
	bytes, err := note.Sign(&note.Note{Text: text}, signer)
	must(err)
	return vkey, string(bytes)
}

func signEcdsa(text string) (vkey, signed string) {
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	spki, err := x509.MarshalPKIXPublicKey(&secret.PublicKey)
	must(err)
	digest := sha256.Sum256(spki)
	key := &ecdsaKey{"go.example/log", binary.BigEndian.Uint32(digest[:]), &secret.PublicKey, secret}
	bytes, err := note.Sign(&note.Note{Text: text}, key)
	must(err)
	encoded := base64.StdEncoding.EncodeToString(append([]byte{2}, spki...))
	return fmt.Sprintf("%s+%x+%s", key.name, digest[:4], encoded), string(bytes)
}

func read(parts ...string) []byte {
	bytes, err := os.ReadFile(filepath.Join(parts...))
	must(err)
	return bytes
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
