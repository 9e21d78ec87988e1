package import StrictTar

extension TarError {
    /// What is wrong with the archive.
    package var sentence: Sentence {
        switch self {
        case .unsafeName: Sentence("an entry of the archive has a name that is not allowed")
        case .wrongChecksum: Sentence("a header of the archive is damaged")
        case .unsupportedEntry(let flag):
            Sentence("an entry of the archive is of type \(flag), not a file")
        case .unusualHeader: Sentence("a header of the archive is of an unusual form")
        case .nonzeroPadding(let name): Sentence("there are stray bytes after the entry \(name)")
        case .repeatedName(let name): Sentence("the archive has two entries named \(name)")
        case .entryTooLarge: Sentence("an entry of the archive is too large")
        case .tooManyEntries(let limit):
            Sentence("the archive has more than \(limit, "# entry", "# entries")")
        case .tooLarge(let limit):
            Sentence("the archive holds more than \(limit, "# byte", "# bytes")")
        case .trailingBytes: Sentence("there are stray bytes after the end of the archive")
        case .truncated(let name?): Sentence("the archive is cut off in the entry \(name)")
        case .truncated(nil): Sentence("the archive is cut off")
        case .abandoned: Sentence("the reading of the archive was given up")
        }
    }
}
