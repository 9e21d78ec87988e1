/// The head of a log at one size (C2SP tlog-checkpoint.md, "Note text").
///
/// ```
/// <origin>              names the log
/// <size>                decimal, no leading zeros
/// <root>                base64 of 32 bytes
/// ```
///
/// Extension lines, which the specification allows and advises against, are refused.
public struct Checkpoint: Sendable {
    /// The name of the log.
    public let origin: String
    /// The number of leaves.
    public let size: UInt64
    /// The root of the tree over them.
    public let root: TreeHash

    /// A checkpoint from its parts. The origin must be a valid key name
    /// (``VerifierKey/isValid(name:)``), and the size below 2^63.
    public init(origin: String, size: UInt64, root: TreeHash) {
        precondition(VerifierKey.isValid(name: origin), "not a name for a log")
        precondition(size <= Int64.max, "no log is so large")
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Reads the text of a checkpoint. What is read is written again in the same way.
    ///
    /// - Throws: ``NoteError/malformedCheckpoint`` for anything but the three lines; also where a
    ///   log of size 0 has another root than the empty tree's, and where the origin could not be a
    ///   key's name, which the log's key must have.
    public init(parsing text: String) throws(NoteError) {
        let lines = text.utf8.split(separator: .newline, omittingEmptySubsequences: false)
        guard lines.count == 4, lines[3].isEmpty,
            VerifierKey.isValid(name: Substring(lines[0])),
            let size = UInt64(strictDecimal: Substring(lines[1])),
            let root = TreeHash(base64: Substring(lines[2])),
            size > 0 || root == MerkleTree.emptyRoot
        else { throw .malformedCheckpoint }
        self.init(origin: String(Substring(lines[0])), size: size, root: root)
    }

    /// The three lines, each ended by a newline.
    public var text: String { "\(origin)\n\(size)\n\(root.base64)\n" }
}

extension Checkpoint: Hashable {
    /// Whether both have the same text, byte for byte.
    public static func == (left: Checkpoint, right: Checkpoint) -> Bool {
        left.size == right.size && left.root == right.root
            && left.origin.utf8.elementsEqual(right.origin.utf8)
    }

    /// Hashes what is compared.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(Array(origin.utf8))
        hasher.combine(size)
        hasher.combine(root)
    }
}
