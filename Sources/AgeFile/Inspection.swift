import SafeSodium

/// What anybody can see of an age file, without a key. Nothing of it is authenticated.
public struct Inspection: Hashable, Sendable {
    /// How many stanzas of one type there are.
    public struct StanzaKind: Hashable, Sendable {
        /// The stanzas' first argument.
        public let type: String
        /// How many there are. Some may be nobody's.
        public let count: Int
    }

    /// Whether the file is armored.
    public let isArmored: Bool
    /// The types of the stanzas, in the order in which they come first.
    public let stanzaKinds: [StanzaKind]
    /// Whether every stanza stays closed to quantum computers: the weakest decides.
    public let isPostQuantum: Bool
    /// Whether every stanza is of the post-quantum hybrid kind.
    package let isHybridAlone: Bool
    /// Bytes of the header, without armor.
    public let headerByteCount: Int
    /// Bytes of the nonce and the chunks, without armor.
    public let payloadByteCount: Int
    /// Bytes of plaintext, padding and all; nil where no payload has this length.
    public let plaintextByteCount: Int?

    /// Reads a file to its end, or only its header where its length is known and it is not armored.
    ///
    /// - Parameters:
    ///   - source: of the file's bytes.
    ///   - byteCount: how many there are; nil where that is not known.
    /// - Throws: ``AgeError/invalidHeader(_:)``, ``AgeError/invalidArmor(_:)``, or what the
    ///   source throws.
    public init<Source: ByteSource & ~Copyable>(
        _ source: consuming Source, byteCount: Int? = nil
    ) throws {
        let file = try ArmorSource(detecting: source)
        isArmored = file.isArmored
        var buffered = BufferedSource(file)
        let header = try HeaderParser.parse(&buffered)
        var kinds: [StanzaKind] = []
        for stanza in header.stanzas {
            if let index = kinds.firstIndex(where: { $0.type == stanza.type }) {
                kinds[index] = StanzaKind(type: stanza.type, count: kinds[index].count + 1)
            } else {
                kinds.append(StanzaKind(type: stanza.type, count: 1))
            }
        }
        stanzaKinds = kinds
        isPostQuantum = header.stanzas.allSatisfy(\.isPostQuantum)
        isHybridAlone = header.isHybridAlone
        headerByteCount = header.encoded.count
        if let byteCount, !isArmored {
            // A file that became shorter meanwhile ends with its header.
            payloadByteCount = max(0, byteCount - headerByteCount)
        } else {
            payloadByteCount = try buffered.countRest()
        }
        plaintextByteCount = Self.plaintextByteCount(payloadByteCount: payloadByteCount)
    }

    /// How long the plaintext of a payload of this length is; nil where there is no such payload.
    public static func plaintextByteCount(payloadByteCount: Int) -> Int? {
        guard payloadByteCount >= AgeFormat.nonceByteCount + ChunkFormat.tagByteCount else {
            return nil
        }
        let sealed = payloadByteCount - AgeFormat.nonceByteCount
        let (whole, rest) = sealed.quotientAndRemainder(dividingBy: ChunkFormat.sealedByteCount)
        // An empty chunk comes alone; a chunk of fewer bytes than a tag never comes.
        guard rest == 0 || rest > ChunkFormat.tagByteCount || sealed == ChunkFormat.tagByteCount
        else { return nil }
        return whole * ChunkFormat.byteCount + (rest == 0 ? 0 : rest - ChunkFormat.tagByteCount)
    }
}
