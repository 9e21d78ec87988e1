import AtRest
import DurableFiles
import SafeSodium
import SystemPackage
import TransparencyLog

@testable import Journal

/// A journal in a folder of its own, and whoever signs its checkpoints.
struct Bench {
    static let log = "amanat/0123456789abcdef0123456789abcdef"

    let place: JournalPlace
    var log = Bench.log
    /// Behind all leaves that were made so far.
    var frontier = Frontier()

    init(
        _ vault: FilePath, calls: any SystemCalls = Kernel(), masterKey: UInt8 = 1,
        isGapless: Bool = true
    ) {
        let key = SecretBytes(copying: [UInt8](repeating: masterKey, count: 32).span)
        place = JournalPlace(
            vault: vault, name: "journal", keys: VaultKeys(masterKey: key),
            files: Files(calls: calls), isGapless: isGapless)
    }

    /// The same journal, through another twin of the system.
    func through(_ calls: any SystemCalls) -> JournalPlace {
        JournalPlace(
            vault: place.vault, name: place.name, keys: place.keys, files: Files(calls: calls))
    }

    static func leaf(_ number: Int) -> [UInt8] { Array("leaf \(number)\n".utf8) }

    static func leaves(_ numbers: Range<Int>) -> [[UInt8]] { numbers.map(leaf) }

    static func key(_ byte: UInt8 = 7) -> SigningKey {
        SigningKey(seed: SecretBytes(copying: [UInt8](repeating: byte, count: 32).span))
    }

    static func state(_ frontier: Frontier, log: String = log) -> LogState {
        let checkpoint = Checkpoint(origin: log, size: frontier.size, root: frontier.root)
        return LogState(
            frontier: frontier,
            checkpoint: SignedCheckpoint(signing: checkpoint, with: key()).encoded)
    }

    /// The state of the log behind these leaves, which are counted as its next ones.
    mutating func state(adding leaves: [[UInt8]] = []) -> LogState {
        for leaf in leaves { frontier.append(MerkleTree.leafHash(of: leaf)) }
        return Self.state(frontier, log: log)
    }

    mutating func create(_ leaves: [[UInt8]] = []) throws {
        try Journal.create(at: place, log: log, leaves: leaves, state: state(adding: leaves))
    }

    /// Opens the journal, appends, and lets it go.
    mutating func append(_ leaves: [[UInt8]]) throws {
        var journal = try open()
        try journal.append(leaves, state: state(adding: leaves))
    }

    struct Missing: Error {}

    func open() throws -> Journal {
        guard let journal = try Journal.open(at: place, log: log) else { throw Missing() }
        return journal
    }

    func leaves() throws -> [[UInt8]] { try open().leaves() }

    var headPath: FilePath { place.folder.appending("head") }

    func segmentPath(_ number: UInt64 = 1) -> FilePath { place.path(ofSegment: number) }

    func file(_ path: FilePath) throws -> [UInt8] { try Files().read(path, limit: 64 << 20) }

    /// Where each frame of the first segment begins, and where the last one ends.
    func frameBounds() throws -> [Int] {
        let segment = try file(segmentPath())
        var bounds = [Segment.headerByteCount]
        while let start = bounds.last, start < segment.count {
            let length = segment[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
            bounds.append(start + 8 + length)
        }
        return bounds
    }

    /// Damage by which entries are lost.
    static func lost(
        _ segment: Int, _ offset: Int, _ flaw: JournalFlaw, _ entries: Range<UInt64>
    ) -> JournalDamage {
        var damage = JournalDamage(
            place: "journal/0000000\(segment).seg", offset: Int64(offset), flaw: flaw)
        damage.entries = entries
        return damage
    }

    static func damage(_ segment: Int, _ offset: Int, _ flaw: JournalFlaw) -> JournalError {
        .damaged(
            JournalDamage(
                place: "journal/0000000\(segment).seg", offset: Int64(offset), flaw: flaw))
    }
}

extension Journal {
    /// All leaves and all damage, in order.
    borrowing func everything() throws -> (leaves: [[UInt8]], damage: [JournalDamage]) {
        var leaves: [[UInt8]] = []
        let damage = try forEachEntry { entry, _ in leaves += entry.leaves.array }
        return (leaves, damage)
    }

    /// All leaves, in order; throws the first damage, without the entries that are lost by it.
    borrowing func leaves() throws -> [[UInt8]] {
        let (leaves, damage) = try everything()
        if var first = damage.first {
            first.entries = 0..<0
            throw JournalError.damaged(first)
        }
        return leaves
    }
}

extension JournalEntry {
    /// Leaves that follow others, and a checkpoint that may be of anything.
    init(after before: [[UInt8]], _ leaves: [[UInt8]], _ checkpoint: [UInt8]) {
        var start = Frontier()
        for leaf in before { start.append(MerkleTree.leafHash(of: leaf)) }
        self.init(start: start, leaves: leaves, checkpoint: checkpoint)
    }
}

/// What a throwing call says was damaged; nil where it threw nothing, or something else.
func damage(_ body: () throws -> Void) -> JournalDamage? {
    do {
        try body()
    } catch JournalError.damaged(let damage) {
        return damage
    } catch {}
    return nil
}
