import AtRest
import SafeSodium

/// How entries lie in segment files.
///
/// ```
/// segment   "amanat-segment/v1" 0x0A || number (8) || frames
/// frame     length (4) || CRC-32C (4) || sealed (length bytes)
/// sealed    nonce (24) || XChaCha20-Poly1305(entry)
///           associated data: "amanat-frame/v1" 0x0A || number of the frame (8) || name of the log
/// ```
/// Source: the page *The vault's folder*, "Journal".
enum Segment {
    static let headerByteCount = 26
    /// A segment that has passed this is followed by a new one.
    static let byteCountToFollow: Int64 = 4 << 20

    private static let magic = Array("amanat-segment/v1\n".utf8)

    /// `00000001.seg`
    static func name(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ".seg"
    }

    static func header(_ number: UInt64) -> [UInt8] {
        var writer = ByteWriter()
        writer.put(magic)
        writer.put(number)
        return writer.bytes
    }
}

/// One frame, as it lies in a segment.
enum Frame {
    static let prefixByteCount = 8
    private static let leastByteCount = XChaCha20Poly1305.overhead + 1
    private static let mostByteCount = XChaCha20Poly1305.overhead + JournalEntry.maximumByteCount

    static func encode(
        _ entry: [UInt8], number: UInt64, log: String, keys: VaultKeys
    ) -> [UInt8] {
        let sealed = XChaCha20Poly1305.seal(
            entry.span, key: keys.frames, authenticating: context(number, log))
        var writer = ByteWriter()
        writer.put(UInt32(sealed.count))
        writer.put(checksum(sealed))
        writer.put(sealed)
        return writer.bytes
    }

    /// What was found at a place of a segment.
    enum Finding {
        case entry([UInt8], byteCount: Int)
        /// The segment ends here.
        case end
        /// No whole frame: a write that was cut off, or damage. Only the place tells which.
        case broken(reason: String)
    }

    /// Reads the frame at `offset`.
    static func read(
        _ segment: ArraySlice<UInt8>, number: UInt64, log: String, keys: VaultKeys
    ) -> Finding {
        if segment.isEmpty { return .end }
        var reader = ByteReader(Array(segment.prefix(prefixByteCount)))
        guard let length = reader.number(UInt32.self), let expected = reader.number(UInt32.self)
        else { return .broken(reason: "a frame is cut off in its first bytes") }
        guard (leastByteCount...mostByteCount).contains(Int(length)) else {
            return .broken(reason: "a frame has an impossible length")
        }
        let sealed = Array(segment.dropFirst(prefixByteCount).prefix(Int(length)))
        guard sealed.count == Int(length) else { return .broken(reason: "a frame is cut off") }
        guard checksum(sealed) == expected else {
            return .broken(reason: "a frame does not match its checksum")
        }
        do {
            let entry = try XChaCha20Poly1305.open(
                sealed.span, key: keys.frames, authenticating: context(number, log))
            return .entry(
                [UInt8](entry.bytes), byteCount: prefixByteCount + sealed.count)
        } catch {
            return .broken(reason: "a frame is not this log's frame of this number")
        }
    }

    private static func checksum(_ sealed: [UInt8]) -> UInt32 {
        var writer = ByteWriter()
        writer.put(UInt32(sealed.count))
        writer.put(sealed)
        return CRC32C.checksum(of: writer.bytes.span)
    }

    private static func context(_ number: UInt64, _ log: String) -> [UInt8] {
        var writer = ByteWriter()
        writer.put("amanat-frame/v1\n".utf8)
        writer.put(number)
        writer.put(log.utf8)
        return writer.bytes
    }
}
