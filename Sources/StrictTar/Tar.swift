/// The small, strict subset of tar in which records and bundles are written and read.
///
/// ```
/// entry, entry, …           each: a header, the content, zeros up to the next 512 bytes
/// 1024 zeros                the end
/// more zeros                allowed
/// ```
///
/// Common tools list and unpack what is written here. What they write is read only where it is
/// the same byte for byte: ordinary files, with safe and different names, and nothing else.
/// So an archive that is written anew from what was read is the same one, but for how many
/// zeros are at its end.
package enum Tar {
    /// What closes an archive: two blocks of zeros.
    package static let endOfArchive = [UInt8](repeating: 0, count: 1024)

    /// How many zeros follow a content of some length.
    package static func paddingByteCount(after byteCount: UInt64) -> Int {
        let unit = UInt64(TarEntryHeader.byteCount)
        return Int((unit - byteCount % unit) % unit)
    }

    /// The length of a whole archive of entries with these lengths, with its end.
    package static func archivedByteCount(of byteCounts: some Sequence<UInt64>) -> UInt64 {
        byteCounts.reduce(UInt64(endOfArchive.count)) { sum, byteCount in
            sum + UInt64(TarEntryHeader.byteCount) + byteCount
                + UInt64(paddingByteCount(after: byteCount))
        }
    }

    /// Writes a small archive in memory.
    ///
    /// - Throws: ``TarError/unsafeName`` or ``TarError/repeatedName(_:)``.
    package static func write(
        _ entries: [(name: String, bytes: [UInt8])]
    ) throws(TarError) -> [UInt8] {
        var archive: [UInt8] = []
        let total = archivedByteCount(of: entries.lazy.map { UInt64($0.bytes.count) })
        archive.reserveCapacity(Int(total))
        var names: Set<String> = []
        for (name, bytes) in entries {
            let header = TarEntryHeader(name: name, byteCount: UInt64(bytes.count))
            archive += try header.encoded()
            guard names.insert(name).inserted else { throw .repeatedName(name) }
            archive += bytes
            archive += repeatElement(0, count: paddingByteCount(after: header.byteCount))
        }
        return archive + endOfArchive
    }

    /// Reads a small archive in memory.
    ///
    /// - Parameters:
    ///   - byteLimit: how many bytes the contents may have together.
    /// - Throws: ``TarError``; nothing of a broken archive is given out.
    package static func read(
        _ bytes: Span<UInt8>, byteLimit: Int, entryLimit: Int = TarReader.defaultEntryLimit
    ) throws(TarError) -> [(name: String, bytes: [UInt8])] {
        var reader = TarReader(entryLimit: entryLimit)
        var entries: [(name: String, bytes: [UInt8])] = []
        var left = UInt64(clamping: byteLimit)
        var content: [UInt8] = []
        var name = ""
        var offset = 0
        while let event = try reader.next(in: bytes, at: &offset) {
            switch event {
            case .begin(let header):
                guard header.byteCount <= left else { throw .tooLarge(byteLimit: byteLimit) }
                left -= header.byteCount
                name = header.name
                content = []
                // A header may promise more than there is.
                content.reserveCapacity(Int(min(header.byteCount, UInt64(bytes.count))))
            case .content(let range):
                for index in range { content.append(bytes[index]) }
            case .end:
                entries.append((name, content))
            }
        }
        try reader.finish()
        return entries
    }

    /// Reads a small archive in memory.
    ///
    /// - Throws: as for a span.
    package static func read(
        _ bytes: [UInt8], byteLimit: Int, entryLimit: Int = TarReader.defaultEntryLimit
    ) throws(TarError) -> [(name: String, bytes: [UInt8])] {
        try read(bytes.span, byteLimit: byteLimit, entryLimit: entryLimit)
    }
}
