import SafeSodium

/// A proof for one entry of a log that can be checked by whoever has the log's key, without the log
/// (C2SP tlog-proof.md).
///
/// ```
/// c2sp.org/tlog-proof@v1
/// extra <base64>                      left out where there is nothing extra
/// index <decimal>                     of the entry, from 0
/// <base64 of 32 bytes>                the path, from the leaf up: any number of lines
///
/// <the checkpoint, with its signatures>
/// ```
///
/// Nothing in it is to be believed before the checkpoint's signature
/// (``SignedCheckpoint/verify(by:)``) and the path (``InclusionProof/verify(leafHash:root:)``) have been
/// checked. The extra bytes are nobody's statement, unless they are what was hashed.
public struct LogProof: Hashable, Sendable {
    /// The most bytes of a proof.
    public static let maximumByteCount = 64 << 10

    private static let firstLine = "c2sp.org/tlog-proof@v1"

    /// What the application added; nil where nothing was.
    public let extra: [UInt8]?
    /// That the entry is in the tree of the checkpoint.
    public let inclusion: InclusionProof
    /// The head that the proof leads to, with the cosignatures of those who saw it.
    public let checkpoint: SignedCheckpoint

    /// A proof from its parts; it has to be for the size of the checkpoint.
    public init(extra: [UInt8]?, inclusion: InclusionProof, checkpoint: SignedCheckpoint) {
        precondition(
            inclusion.treeSize == checkpoint.checkpoint.size, "a proof is for its checkpoint's tree"
        )
        self.extra = extra
        self.inclusion = inclusion
        self.checkpoint = checkpoint
    }

    /// Reads a proof. What is read is written again in the same way.
    ///
    /// - Throws: ``NoteError/tooLarge(byteLimit:)``, ``NoteError/malformedProof``, and what a checkpoint
    ///   is refused for.
    public init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Self.maximumByteCount else {
            throw .tooLarge(byteLimit: Self.maximumByteCount)
        }
        // The first empty line ends the head: the checkpoint has one of its own.
        guard
            let end = bytes.indices.dropLast().first(where: {
                bytes[$0] == .newline && bytes[$0 + 1] == .newline
            }), let head = String(validating: bytes[..<end], as: UTF8.self)
        else {
            throw .malformedProof
        }
        var lines = head.utf8.split(separator: .newline, omittingEmptySubsequences: false)[...]
        guard lines.popFirst()?.elementsEqual(Self.firstLine.utf8) == true else {
            throw .malformedProof
        }
        var extra: [UInt8]?
        if let text = Self.value("extra ", lines.first) {
            guard let bytes = Base64.decode(text, padding: .required), !bytes.isEmpty else {
                throw .malformedProof
            }
            extra = bytes
            lines.removeFirst()
        }
        guard let text = Self.value("index ", lines.popFirst()),
            let index = UInt64(strictDecimal: text)
        else { throw .malformedProof }
        let path = lines.map { TreeHash(base64: Substring($0)) }
        guard path.count <= UInt64.bitWidth, path.allSatisfy({ $0 != nil }) else {
            throw .malformedProof
        }
        let checkpoint = try SignedCheckpoint(
            parsing: Array(bytes[(end + 2)...]), limit: Self.maximumByteCount)
        self.init(
            extra: extra,
            inclusion: InclusionProof(
                leafIndex: index, treeSize: checkpoint.checkpoint.size,
                path: path.compactMap(\.self)),
            checkpoint: checkpoint)
    }

    private static func value(_ key: String, _ line: Substring.UTF8View?) -> Substring? {
        guard let line, line.starts(with: key.utf8) else { return nil }
        return Substring(line.dropFirst(key.utf8.count))
    }

    /// The proof's bytes.
    public var encoded: [UInt8] {
        var text = Self.firstLine + "\n"
        if let extra { text += "extra \(Base64.encode(extra, padding: .required))\n" }
        text += "index \(inclusion.leafIndex)\n"
        for hash in inclusion.path { text += hash.base64 + "\n" }
        return Array(text.utf8) + [.newline] + checkpoint.encoded
    }
}
