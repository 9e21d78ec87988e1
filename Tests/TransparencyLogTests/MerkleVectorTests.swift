import Foundation
import TestSupport
import Testing
import TransparencyLog

private struct InclusionVector: Decodable {
    let leafIdx: UInt64
    let treeSize: UInt64
    let root: String?
    let leafHash: String?
    let proof: [String]?
    let wantErr: Bool
}

private struct ConsistencyVector: Decodable {
    let size1: UInt64
    let size2: UInt64
    let root1: String?
    let root2: String?
    let proof: [String]?
    let wantErr: Bool
}

/// A hash of another length is refused where it becomes a ``TreeHash``.
private struct NotAHash: Error {}

private func hash(_ text: String?) throws -> TreeHash {
    guard let hash = TreeHash(base64: text ?? "") else { throw NotAHash() }
    return hash
}

@Suite(
    "RFC 6962 proofs, the published vectors",
    .enabled(if: TestVectors.areThere, "no published vectors"))
struct PublishedMerkleVectorTests {
    @Test("there are as many as were published")
    func count() {
        #expect(TestVectors.files(in: "merkle/inclusion", .published).count == 53)
        #expect(TestVectors.files(in: "merkle/consistency", .published).count == 43)
    }
}

@Suite("RFC 6962 proofs, vectors of our own and published")
struct MerkleVectorTests {
    @Test("there are some of our own")
    func count() {
        #expect(TestVectors.files(in: "merkle/inclusion", .own).count >= 20)
        #expect(TestVectors.files(in: "merkle/consistency", .own).count >= 15)
    }

    @Test(
        "an inclusion proof holds or fails as its vector says",
        arguments: TestVectors.files(in: "merkle/inclusion"))
    func inclusion(file: URL) throws {
        let vector = try JSONDecoder().decode(InclusionVector.self, from: Data(contentsOf: file))
        let holds = Result {
            try InclusionProof(
                leafIndex: vector.leafIdx, treeSize: vector.treeSize,
                path: (vector.proof ?? []).map(hash)
            ).verify(leafHash: hash(vector.leafHash), root: hash(vector.root))
        }
        #expect((try? holds.get()) == nil ? vector.wantErr : !vector.wantErr, "\(holds)")
    }

    @Test(
        "a consistency proof holds or fails as its vector says",
        arguments: TestVectors.files(in: "merkle/consistency"))
    func consistency(file: URL) throws {
        let vector = try JSONDecoder().decode(ConsistencyVector.self, from: Data(contentsOf: file))
        let holds = Result {
            try ConsistencyProof(
                oldSize: vector.size1, newSize: vector.size2,
                path: (vector.proof ?? []).map(hash)
            ).verify(oldRoot: hash(vector.root1), newRoot: hash(vector.root2))
        }
        #expect((try? holds.get()) == nil ? vector.wantErr : !vector.wantErr, "\(holds)")
    }
}
