import SafeSodium

/// Reads a header line by line; every line begins in a way that says what it is.
enum HeaderParser {
    /// Takes the header from the front of a source, and not a byte more.
    ///
    /// - Throws: ``AgeError/invalidHeader(_:)``, or what the source throws.
    static func parse<Source: ByteSource & ~Copyable>(
        _ source: inout BufferedSource<Source>
    ) throws -> Header {
        var left = Header.maximumByteCount
        try parseVersion(try line(&source, &left))
        var stanzas: [Stanza] = []
        while true {
            let text = try line(&source, &left)
            if text.starts(with: Header.macMark.utf8) {
                guard !stanzas.isEmpty else { throw AgeError.invalidHeader(.noStanzas) }
                return Header(stanzas: stanzas, mac: try parseMAC(text))
            }
            guard stanzas.count < Header.maximumStanzaCount else {
                throw AgeError.invalidHeader(.tooLong)
            }
            var words = try parseArguments(text)
            var body: [UInt8] = []
            while try parseBodyLine(try line(&source, &left), into: &body) {}
            stanzas.append(Stanza(unchecked: words.removeFirst(), words, body))
        }
    }

    /// Takes the nonce of the payload, which follows the header.
    ///
    /// - Throws: ``AgeError/invalidHeader(_:)`` where the file ends before, or what the source
    ///   throws.
    static func takePayloadNonce<Source: ByteSource & ~Copyable>(
        _ source: inout BufferedSource<Source>
    ) throws -> [UInt8] {
        try source.fill(AgeFormat.nonceByteCount)
        guard source.unreadByteCount >= AgeFormat.nonceByteCount else {
            throw AgeError.invalidHeader(.truncated)
        }
        let nonce = Array(source.unread.extracting(first: AgeFormat.nonceByteCount))
        source.take(AgeFormat.nonceByteCount)
        return nonce
    }

    /// The next line without its line feed.
    private static func line<Source: ByteSource & ~Copyable>(
        _ source: inout BufferedSource<Source>, _ left: inout Int
    ) throws -> [UInt8] {
        let isFirst = left == Header.maximumByteCount
        // The first line is short, so that a stranger's file is known at once.
        let limit = isFirst ? 128 : left
        guard let count = try source.nextLineByteCount(limit: limit) else {
            if isFirst, !Array(source.unread).starts(with: Header.versionLinePrefix.utf8) {
                throw AgeError.invalidHeader(.notAnAgeFile)
            }
            throw AgeError.invalidHeader(source.unreadByteCount < limit ? .truncated : .tooLong)
        }
        let line = Array(source.unread.extracting(first: count))
        source.take(count + 1)
        left -= count + 1
        return line
    }

    private static func parseVersion(_ line: [UInt8]) throws(AgeError) {
        if line.elementsEqual(Header.versionLine.utf8) { return }
        guard line.starts(with: Header.versionLinePrefix.utf8) else {
            throw .invalidHeader(.notAnAgeFile)
        }
        throw .invalidHeader(.unsupportedVersion)
    }

    /// `-> ` and one argument or more, single spaces between them.
    private static func parseArguments(_ line: [UInt8]) throws(AgeError) -> [String] {
        let arrow = "-> ".utf8
        guard line.starts(with: arrow) else { throw .invalidHeader(.malformedStanza) }
        let words = line.dropFirst(arrow.count).split(
            separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        var arguments: [String] = []
        for word in words {
            guard !word.isEmpty, word.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw .invalidHeader(.malformedStanza)
            }
            arguments.append(String(decoding: word, as: UTF8.self))
        }
        return arguments
    }

    /// Whether the line is full, so that another has to follow.
    private static func parseBodyLine(
        _ line: [UInt8], into body: inout [UInt8]
    ) throws(AgeError) -> Bool {
        guard line.count <= Stanza.lineCharacterCount,
            Base64.decode(line.span, appendingTo: &body, padding: .none)
        else { throw .invalidHeader(.malformedBody) }
        return line.count == Stanza.lineCharacterCount
    }

    private static func parseMAC(_ line: [UInt8]) throws(AgeError) -> [UInt8] {
        let mark = "\(Header.macMark) ".utf8
        var mac: [UInt8] = []
        guard line.starts(with: mark),
            Base64.decode(
                line.span.extracting(droppingFirst: mark.count), appendingTo: &mac, padding: .none),
            mac.count == 32
        else { throw .invalidHeader(.malformedMAC) }
        return mac
    }
}
