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
    /// Something other than zeros after the end of the archive.
    case trailingBytes
    /// The archive stops in the midst of this entry; nil where it stops between entries, before
    /// its end was marked.
    case truncated(in: String?)
    /// The handler threw before; nothing more is read.
    case abandoned
}
