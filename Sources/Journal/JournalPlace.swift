package import AtRest
package import DurableFiles
import SafeSodium
package import SystemPackage

/// Where a journal lies, and with which keys.
package struct JournalPlace: Sendable {
    let vault: FilePath
    /// The journal's folder, as a path in the vault.
    let name: String
    let keys: VaultKeys
    let files: Files
    /// Whether every entry goes on where the one before it ended: in a device's own journal.
    let isGapless: Bool

    static let headName = "head"

    package init(
        vault: FilePath, name: String, keys: VaultKeys, files: Files, isGapless: Bool = true
    ) {
        self.vault = vault
        self.name = name
        self.keys = keys
        self.files = files
        self.isGapless = isGapless
    }

    var folder: FilePath { vault.appending(name) }

    func path(ofSegment number: UInt64) -> FilePath {
        folder.appending(Segment.name(number))
    }

    /// Says where in a segment something is wrong.
    func damage(_ segment: UInt64, _ offset: Int64, _ flaw: JournalFlaw) -> JournalDamage {
        JournalDamage(place: "\(name)/\(Segment.name(segment))", offset: offset, flaw: flaw)
    }

    private var boxes: BoxFolder { BoxFolder(vault, keys: keys, files: files) }
    private var headBox: String { "\(name)/\(Self.headName)" }

    func headDamage(_ flaw: JournalFlaw) -> JournalDamage {
        JournalDamage(place: headBox, offset: 0, flaw: flaw)
    }

    /// Whether there is a journal here, with a head or without.
    func hasSegments() throws(JournalError) -> Bool {
        try onDisk { () throws(FileError) in
            guard try files.status(of: folder) != nil else { return false }
            return try files.names(in: folder).contains { Segment.number(inName: $0) != nil }
        }
    }

    /// The head; nil where there is none.
    ///
    /// What makes it believed: only the vault's keys make such a box of this name, and its checkpoint has the
    /// size and root of its frontier. Whether the log's own key signed it, the caller checks.
    func readHead(ofLog log: String) throws(JournalError) -> JournalHead? {
        let encoded: [UInt8]
        do {
            guard let contents = try boxes.read(headBox, limit: 64 << 10) else { return nil }
            encoded = [UInt8](contents.bytes)
        } catch {
            throw JournalError(error)
        }
        guard let head = JournalHead(parsing: encoded), head.state.isConsistent(log: log) else {
            throw .damaged(headDamage(.headAltered))
        }
        return head
    }

    func write(_ head: JournalHead) throws(JournalError) {
        do {
            try boxes.write(headBox, head.encoded.span)
        } catch {
            throw JournalError(error)
        }
    }

    /// All of a segment; nothing where it is missing.
    func readSegment(_ number: UInt64) throws(JournalError) -> [UInt8] {
        do {
            return try files.openForReading(path(ofSegment: number)).read(
                from: 0, limit: Self.segmentLimit)
        } catch {
            guard error.errno == .noSuchFileOrDirectory else { throw .file(error) }
            return []
        }
    }

    /// What lies after a place in a segment, whose header is checked: so long logs open as fast as
    /// short ones.
    ///
    /// - Throws: ``JournalError/damaged(_:)`` where the segment is missing, is another, or ends before.
    func readTail(ofSegment number: UInt64, from offset: Int64) throws(JournalError) -> [UInt8] {
        let parts: (header: [UInt8], tail: [UInt8], byteCount: Int64)
        do {
            let file = try files.openForReading(path(ofSegment: number))
            let byteCount = try file.status().byteCount
            parts = (
                try file.read(from: 0, count: Segment.headerByteCount),
                try file.read(from: offset, limit: Self.segmentLimit), byteCount
            )
        } catch {
            guard error.errno == .noSuchFileOrDirectory else { throw .file(error) }
            throw .damaged(damage(number, 0, .segmentMissing))
        }
        if let flaw = flaw(inHeader: parts.header, of: number) {
            throw .damaged(damage(number, 0, flaw))
        }
        guard parts.byteCount >= offset else {
            throw .damaged(damage(number, parts.byteCount, .segmentCut))
        }
        return parts.tail
    }

    private static let segmentLimit = 96 << 20

    /// What is wrong with the header of a segment; nil where nothing is.
    func flaw(inHeader bytes: [UInt8], of number: UInt64) -> JournalFlaw? {
        if bytes.isEmpty { return .segmentMissing }
        guard case .whole(let found, _) = Segment.header(of: bytes) else { return .headerAltered }
        return found == number ? nil : .otherSegment
    }
}
