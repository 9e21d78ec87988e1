import SafeSodium

extension VaultPassphrase {
    /// The passphrase in the bytes of a file: its first line, without the line's end.
    ///
    /// A byte order mark of UTF-8 is dropped. A line ends at LF, CR LF or CR. Spaces at its ends
    /// belong to the passphrase: other tools keep them too.
    ///
    /// - Parameter bytes: all of the file. They are overwritten.
    /// - Throws: ``PassphraseProblem`` where the file is in another encoding, is empty, holds a NUL
    ///   in its first line, or where that line is too long.
    public init(fileBytes bytes: inout [UInt8]) throws(PassphraseProblem) {
        defer { bytes.wipe() }
        if let problem = FileEncoding.problem(with: bytes.span) { throw problem }
        let start = bytes.starts(with: FileEncoding.mark) ? FileEncoding.mark.count : 0
        var line: [UInt8] = []
        line.reserveCapacity(bytes.count)
        for byte in bytes[start...] {
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
            line.append(byte)
        }
        defer { line.wipe() }
        let isBlank = bytes[start...].allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
        if isBlank { throw .emptyFile }
        if line.isEmpty { throw .emptyFirstLine }
        try self.init(wiping: &line)
    }
}

/// In what encoding a passphrase file is.
enum FileEncoding {
    static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// UTF-32 and UTF-16, with a mark or without one; nil for what may be UTF-8.
    static func problem(with bytes: Span<UInt8>) -> PassphraseProblem? {
        func starts(_ mark: [UInt8]) -> Bool {
            bytes.count >= mark.count && mark.indices.allSatisfy { bytes[$0] == mark[$0] }
        }
        if starts([0xFF, 0xFE, 0, 0]) || starts([0, 0, 0xFE, 0xFF]) { return .utf32 }
        if starts([0xFF, 0xFE]) || starts([0xFE, 0xFF]) { return .utf16 }
        if isWide(bytes, unit: 4) { return .utf32 }
        if isWide(bytes, unit: 2) { return .utf16 }
        return nil
    }

    /// Whether the high bytes of all units are small, as they are in the scripts of this project.
    /// In UTF-8 they would be control characters, at every second or fourth place.
    private static func isWide(_ bytes: Span<UInt8>, unit: Int) -> Bool {
        guard bytes.count >= unit, bytes.count % unit == 0 else { return false }
        func areHigh(_ place: Int, _ limit: UInt8) -> Bool {
            var index = place
            while index < bytes.count {
                if bytes[index] >= limit { return false }
                index += unit
            }
            return true
        }
        if unit == 4 {
            return (areHigh(3, 1) && areHigh(2, 2)) || (areHigh(0, 1) && areHigh(1, 2))
        }
        return areHigh(1, 8) || areHigh(0, 8)
    }
}
