import AtRest
import DurableFiles
import Foundation
import Journal
import SafeSodium
import Statements
import SystemPackage
import TransparencyLog

/// What all journals that are measured have in common.
enum JournalBench {
    static let log = "amanat/0123456789abcdef0123456789abcdef"
    /// How many leaves the vault puts into one frame at most, where it seals many testimonies at once.
    static let batchCount = 129

    static func leaf(_ number: Int) -> Leaf {
        var seed = UInt64(number).bigEndian
        let hash = withUnsafeBytes(of: &seed) { SHA256Hash(of: Array($0)) }
        guard let time = Timestamp(secondsSince1970: 1_800_000_000 + Int64(number)) else {
            preconditionFailure("a time of this century")
        }
        return Leaf(.received, ObjectID(Array(hash.bytes.prefix(16))), hash, at: time)
    }
}

/// One journal, whoever signs its heads, and what was measured.
final class Subject {
    let size: Int
    let place: JournalPlace
    private let signingKey = SigningKey(
        seed: SecretBytes(copying: [UInt8](repeating: 7, count: 32).span))
    private(set) var fillSeconds = 0.0
    private(set) var appends: [Double] = []
    private(set) var opens: [Double] = []
    private var next: Int

    init(_ folder: FilePath, size: Int) throws {
        self.size = size
        next = size
        let master = SecretBytes(copying: [UInt8](repeating: 1, count: 32).span)
        place = JournalPlace(
            vault: folder, name: "journal\(size)", keys: VaultKeys(masterKey: master),
            files: Files())
        fillSeconds = try time { try fill() }
    }

    private func state(_ frontier: Frontier) -> LogState {
        let head = Checkpoint(
            origin: JournalBench.log, size: frontier.size, root: frontier.root)
        return LogState(
            frontier: frontier,
            checkpoint: SignedCheckpoint(signing: head, with: signingKey).encoded)
    }

    private func open() throws -> Journal {
        guard let journal = try Journal.open(at: place, log: JournalBench.log) else {
            preconditionFailure("the journal was made before")
        }
        return journal
    }

    private func fill() throws {
        try Journal.create(at: place, log: JournalBench.log, state: state(Frontier()))
        var journal = try open()
        var number = 0
        while number < size {
            let count = min(JournalBench.batchCount, size - number)
            try append(&journal, (number..<number + count).map { JournalBench.leaf($0).encoded })
            number += count
        }
    }

    private func append(_ journal: inout Journal, _ leaves: [[UInt8]]) throws {
        var frontier = journal.state.frontier
        for leaf in leaves { frontier.append(MerkleTree.leafHash(of: leaf)) }
        try journal.append(leaves, state: state(frontier))
    }

    /// Opens the journal, and appends one leaf; each is timed.
    func appendOne() throws {
        let leaf = JournalBench.leaf(next).encoded
        next += 1
        var began = ContinuousClock.now
        var journal = try open()
        opens.append(seconds(since: began))
        began = ContinuousClock.now
        try append(&journal, [leaf])
        appends.append(seconds(since: began))
    }

    /// Reads and checks all of it, and reads every leaf, as `amanat verify` does.
    func verify() throws -> Int {
        let journal = try open()
        var leafCount = 0
        let damage = try journal.forEachEntry(preparing: { entry, _ in
            var leaves: [Leaf] = []
            leaves.reserveCapacity(entry.leaves.count)
            entry.leaves.forEach { if let leaf = try? Leaf(parsing: $0) { leaves.append(leaf) } }
            return leaves
        }) { leafCount += $0.count }
        precondition(damage.isEmpty && leafCount >= size, "the journal is whole")
        return leafCount
    }

    /// Reads all of it, and makes and checks the proof for the leaf in its middle.
    func prove() throws {
        let journal = try open()
        let index = UInt64(size / 2)
        var before = Frontier()
        var after = CompactRange(at: index + 1)
        var leafHash: TreeHash?
        _ = try journal.forEachEntry { entry, _ in
            var place = entry.firstIndex
            entry.leaves.forEach { leaf in
                let hash = MerkleTree.leafHash(of: leaf)
                if place < index {
                    before.append(hash)
                } else if place > index {
                    after.append(hash)
                } else {
                    leafHash = hash
                }
                place += 1
            }
        }
        guard let leafHash else { preconditionFailure("the leaf is there") }
        try InclusionProof.make(before: before, after: after).verify(
            leafHash: leafHash, root: journal.state.frontier.root)
    }

    var byteCount: Int64 {
        let names = (try? Files().names(in: folder)) ?? []
        return names.reduce(0) { sum, name in
            sum + ((try? Files().status(of: folder.appending(name)))??.byteCount ?? 0)
        }
    }

    private var folder: FilePath {
        FilePath(FileManager.default.currentDirectoryPath).pushing(FilePath("journal\(size)"))
    }
}

func seconds(since began: ContinuousClock.Instant) -> Double {
    let elapsed = (ContinuousClock.now - began).components
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
}

func time(_ body: () throws -> Void) rethrows -> Double {
    let began = ContinuousClock.now
    try body()
    return seconds(since: began)
}

func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
}
