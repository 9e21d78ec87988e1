import TestSupport
import Testing
import TransparencyLog

/// The tree as RFC 6962 §2.1 defines it, by recursion and without any thought of speed.
private enum NaiveTree {
    static func split(_ count: Int) -> Int {
        var k = 1
        while k * 2 < count { k *= 2 }
        return k
    }

    static func root(_ leaves: ArraySlice<TreeHash>) -> TreeHash {
        guard leaves.count > 1 else { return leaves.first ?? MerkleTree.emptyRoot }
        let middle = leaves.startIndex + split(leaves.count)
        return MerkleTree.nodeHash(root(leaves[..<middle]), root(leaves[middle...]))
    }

    /// PATH(m, D[n]) of §2.1.1.
    static func path(_ m: Int, _ leaves: ArraySlice<TreeHash>) -> [TreeHash] {
        guard leaves.count > 1 else { return [] }
        let k = split(leaves.count)
        let (left, right) = (leaves.prefix(k), leaves.dropFirst(k))
        return m < k ? path(m, left) + [root(right)] : path(m - k, right) + [root(left)]
    }

    /// SUBPROOF(m, D[n], b) of §2.1.2.
    static func subproof(_ m: Int, _ leaves: ArraySlice<TreeHash>, _ isWhole: Bool) -> [TreeHash] {
        if m == leaves.count { return isWhole ? [] : [root(leaves)] }
        let k = split(leaves.count)
        let (left, right) = (leaves.prefix(k), leaves.dropFirst(k))
        return m <= k
            ? subproof(m, left, isWhole) + [root(right)]
            : subproof(m - k, right, false) + [root(left)]
    }
}

private func leaves(_ count: Int) -> [TreeHash] {
    (0..<count).map { MerkleTree.leafHash(of: Array("leaf \($0)".utf8)) }
}

@Suite("Merkle trees")
struct MerkleTreeTests {
    @Test("the hashes of nothing and of the empty leaf are the well-known ones")
    func knownHashes() {
        #expect(
            MerkleTree.emptyRoot.hex
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            MerkleTree.leafHash(of: []).hex
                == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
        #expect(MerkleTree.root(of: []) == MerkleTree.emptyRoot)
    }

    @Test("up to 300 leaves, root and frontier are those of the recursive definition")
    func smallRoots() throws {
        let all = leaves(300)
        var frontier = Frontier()
        for size in 0...300 {
            let root = NaiveTree.root(all[..<size])
            #expect(frontier.size == UInt64(size))
            #expect(frontier.root == root)
            #expect(frontier.hashes.count == size.nonzeroBitCount)
            #expect(MerkleTree.root(of: Array(all[..<size])) == root)
            let kept = try #require(Frontier(size: frontier.size, hashes: frontier.hashes))
            #expect(kept == frontier)
            if size < 300 { frontier.append(all[size]) }
        }
    }

    @Test("up to 300 leaves, every inclusion proof is the defined one and holds for its leaf only")
    func smallInclusion() throws {
        let all = leaves(300)
        for size in 1...300 {
            let tree = Array(all[..<size])
            let root = NaiveTree.root(tree[...])
            // Every leaf of the small trees, and the ends and the middle of the larger ones.
            let indices = size <= 20 ? Array(0..<size) : [0, 1, size / 2, size - 2, size - 1]
            for index in indices {
                let proof = InclusionProof.make(leafIndex: UInt64(index), in: tree)
                #expect(proof.path == NaiveTree.path(index, tree[...]))
                try proof.verify(leafHash: tree[index], root: root)
                #expect(throws: ProofError.rootMismatch) {
                    try proof.verify(leafHash: all[(index + 1) % 300], root: root)
                }
                #expect(throws: ProofError.wrongPathLength) {
                    try InclusionProof(
                        leafIndex: proof.leafIndex, treeSize: proof.treeSize,
                        path: proof.path + [root]
                    ).verify(leafHash: tree[index], root: root)
                }
                #expect(throws: ProofError.indexOutOfRange) {
                    try InclusionProof(
                        leafIndex: UInt64(size), treeSize: UInt64(size), path: proof.path
                    ).verify(leafHash: tree[index], root: root)
                }
            }
        }
    }

    @Test(
        "up to 300 leaves, every consistency proof is the defined one and holds for its roots only")
    func smallConsistency() throws {
        let all = leaves(300)
        let roots = (0...300).map { NaiveTree.root(all[..<$0]) }
        for new in 1...300 {
            let tree = Array(all[..<new])
            let olds =
                new <= 34 ? Array(0...new) : [1, 2, new / 2, 64, new - 1, new].filter { $0 <= new }
            for old in olds {
                let proof = ConsistencyProof.make(oldSize: UInt64(old), in: tree)
                #expect(proof.path == (old == 0 ? [] : NaiveTree.subproof(old, tree[...], true)))
                try proof.verify(oldRoot: roots[old], newRoot: roots[new])
                let other = MerkleTree.nodeHash(roots[new], roots[old])
                #expect(throws: ProofError.self) {
                    try proof.verify(oldRoot: other, newRoot: roots[new])
                }
                // The empty tree is the beginning of any tree, whatever its root.
                if old > 0 {
                    #expect(throws: ProofError.rootMismatch) {
                        try proof.verify(oldRoot: roots[old], newRoot: other)
                    }
                }
                for path in [proof.path + [other], [other] + proof.path, proof.path.dropLast()]
                where path != proof.path {
                    #expect(throws: ProofError.self) {
                        try ConsistencyProof(
                            oldSize: proof.oldSize, newSize: proof.newSize, path: path
                        ).verify(oldRoot: roots[old], newRoot: roots[new])
                    }
                }
            }
        }
    }

    @Test("trees of random sizes agree with the recursive definition")
    func randomSizes() throws {
        var random = SeededGenerator(for: "random trees")
        let seed = random.seed
        let all = leaves(3_000)
        for _ in 0..<12 {
            let new = Int.random(in: 301...3_000, using: &random)
            let old = Int.random(in: 1...new, using: &random)
            let index = Int.random(in: 0..<new, using: &random)
            let tree = Array(all[..<new])
            let root = NaiveTree.root(tree[...])
            #expect(MerkleTree.root(of: tree) == root, "seed \(seed)")
            let inclusion = InclusionProof.make(leafIndex: UInt64(index), in: tree)
            #expect(inclusion.path == NaiveTree.path(index, tree[...]), "seed \(seed)")
            try inclusion.verify(leafHash: tree[index], root: root)
            let consistency = ConsistencyProof.make(oldSize: UInt64(old), in: tree)
            #expect(consistency.path == NaiveTree.subproof(old, tree[...], true), "seed \(seed)")
            try consistency.verify(oldRoot: NaiveTree.root(tree[..<old]), newRoot: root)
        }
    }

    @Test("proofs with sizes at the ends of their range are refused without a trap")
    func extremes() {
        let hash = MerkleTree.emptyRoot
        for index in [0, 1, UInt64.max - 1, .max] {
            for size in [0, 1, 2, 1 << 63, UInt64.max] {
                for length in [0, 1, 63, 64, 65] {
                    let path = [TreeHash](repeating: hash, count: length)
                    let inclusion = InclusionProof(leafIndex: index, treeSize: size, path: path)
                    let consistency = ConsistencyProof(oldSize: index, newSize: size, path: path)
                    #expect((try? inclusion.verify(leafHash: hash, root: hash)) == nil || size == 1)
                    let isTrivial = index == size || index == 0
                    #expect(
                        (try? consistency.verify(oldRoot: hash, newRoot: hash)) == nil || isTrivial)
                }
            }
        }
        #expect(throws: ProofError.sizesOutOfOrder) {
            try ConsistencyProof(oldSize: 2, newSize: 1, path: []).verify(
                oldRoot: hash, newRoot: hash)
        }
    }

    @Test("a frontier has one hash for every bit of its size, and a bounded size")
    func frontierShape() {
        let hash = MerkleTree.emptyRoot
        #expect(Frontier(size: 0, hashes: []) == Frontier())
        #expect(Frontier(size: 0, hashes: [hash]) == nil)
        #expect(Frontier(size: 5, hashes: [hash]) == nil)
        #expect(Frontier(size: 5, hashes: [hash, hash]) != nil)
        #expect(Frontier(size: 1 << 62, hashes: [hash]) != nil)
        #expect(Frontier(size: 1 << 62 + 1, hashes: [hash, hash]) == nil)
        var largest = Frontier(size: 1 << 62, hashes: [hash])
        largest?.append(hash)
        #expect(largest?.size == 1 << 62 + 1)
    }

    @Test("a hash is exactly 32 bytes, in strict base 64")
    func hashForms() throws {
        let hash = try #require(TreeHash(0..<32))
        #expect(hash.bytes == Array(0..<32))
        #expect(TreeHash(base64: hash.base64) == hash)
        #expect(TreeHash(0..<31) == nil && TreeHash(0..<33) == nil)
        #expect(TreeHash(base64: hash.base64.dropLast()) == nil)
        #expect(TreeHash(base64: hash.base64.dropLast() + "A") == nil)
        #expect(TreeHash(base64: hash.base64 + "\n") == nil)
    }
}
