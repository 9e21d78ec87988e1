/// Why an archive was not accepted, or could not be written.
package enum TarError: Error, Hashable, Sendable {
    /// A name that could lead out of the folder it is unpacked in, or that is not written here.
    case unsafeName
    /// A header whose checksum is not that of its bytes: damage, or no archive at all.
    case wrongChecksum
    /// An entry that is not an ordinary file: a link, a folder, a device, an extended header.
    case unsupportedEntry(typeFlag: UInt8)
    /// A header that reads well and is not the one this module would have written.
    case unusualHeader
    /// Something other than zeros between the end of an entry and the next header.
    case nonzeroPadding(after: String)
    /// Two entries with one name.
    case repeatedName(String)
    /// An entry too large for an archive.
    case entryTooLarge
    /// More entries than the reader allows.
    case tooManyEntries(limit: Int)
    /// More bytes of contents than the reader allows.
    case tooLarge(byteLimit: Int)
    /// Something other than zeros behind the end of the archive.
    case trailingBytes
    /// The archive stops in the midst of this entry; nil where it stops between entries, before
    /// its end was marked.
    case truncated(in: String?)
    /// The handler threw before; nothing more is read.
    case abandoned
}

extension TarError: CustomStringConvertible {
    /// What is wrong, in a few words.
    package var description: String {
        switch self {
        case .unsafeName: "an entry of the archive has a name that is not allowed"
        case .wrongChecksum: "a header of the archive is damaged"
        case .unsupportedEntry(let flag): "an entry of the archive is of type \(flag), not a file"
        case .unusualHeader: "a header of the archive is of an unusual form"
        case .nonzeroPadding(let name): "there are stray bytes behind the entry \(name)"
        case .repeatedName(let name): "the archive has two entries named \(name)"
        case .entryTooLarge: "an entry of the archive is too large"
        case .tooManyEntries(let limit): "the archive has more than \(limit) entries"
        case .tooLarge(let limit): "the archive holds more than \(limit) bytes"
        case .trailingBytes: "there are stray bytes behind the end of the archive"
        case .truncated(let name?): "the archive is cut off in the entry \(name)"
        case .truncated(nil): "the archive is cut off"
        case .abandoned: "the reading of the archive was given up"
        }
    }
}
