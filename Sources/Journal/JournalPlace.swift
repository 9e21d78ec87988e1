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

    private static let headName = "head"

    package init(vault: FilePath, name: String, keys: VaultKeys, files: Files) {
        self.vault = vault
        self.name = name
        self.keys = keys
        self.files = files
    }

    var folder: FilePath { vault.appending(name) }

    func path(ofSegment number: UInt64) -> FilePath {
        folder.appending(Segment.name(number))
    }

    /// Says where in a segment something is wrong.
    func damage(_ segment: UInt64, _ offset: Int64, _ reason: String) -> JournalDamage {
        JournalDamage(place: "\(name)/\(Segment.name(segment))", offset: offset, reason: reason)
    }

    private var boxes: BoxFolder { BoxFolder(vault, keys: keys, files: files) }
    private var headName: String { "\(name)/\(Self.headName)" }

    func headDamage(_ reason: String) -> JournalDamage {
        JournalDamage(place: headName, offset: 0, reason: reason)
    }

    /// Whether there is a journal here, with a head or without.
    func hasSegments() throws(JournalError) -> Bool {
        try onDisk { () throws(FileError) in try files.status(of: path(ofSegment: 1)) != nil }
    }

    func readHead() throws(JournalError) -> JournalHead? {
        let encoded: [UInt8]
        do {
            guard let contents = try boxes.read(headName, limit: 64 << 10) else { return nil }
            encoded = [UInt8](contents.bytes)
        } catch {
            throw JournalError(error)
        }
        guard let head = JournalHead(parsing: encoded) else {
            throw .damaged(headDamage("it is not as it was written"))
        }
        return head
    }

    func write(_ head: JournalHead) throws(JournalError) {
        do {
            try boxes.write(headName, head.encoded.span)
        } catch {
            throw JournalError(error)
        }
    }

    /// All of a segment, whose header is checked.
    func readSegment(_ number: UInt64) throws(JournalError) -> [UInt8] {
        let path = path(ofSegment: number)
        let bytes: [UInt8]
        do {
            bytes = try files.read(path, limit: 96 << 20)
        } catch {
            guard error.errno == .noSuchFileOrDirectory else { throw .file(error) }
            bytes = []
        }
        guard bytes.starts(with: Segment.header(number)) else {
            let reason = bytes.isEmpty ? "it is missing or empty" : "it is not this segment"
            throw .damaged(damage(number, 0, reason))
        }
        return bytes
    }
}
