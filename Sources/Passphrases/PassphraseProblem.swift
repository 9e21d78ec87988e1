/// Why bytes are not a passphrase at all, whatever it may be worth.
///
/// What was typed is never part of it.
public enum PassphraseProblem: Error, Hashable, CustomStringConvertible {
    /// The bytes are not UTF-8: the terminal, or the file, is in another encoding.
    case notUTF8
    /// The file is UTF-16, as Notepad ("Unicode") and PowerShell's `>` write it.
    case utf16
    /// The file is UTF-32.
    case utf32
    /// It holds a NUL byte.
    case nul
    /// The file holds nothing, or nothing but white space.
    case emptyFile
    /// The first line is empty, and something follows.
    case emptyFirstLine
    /// It has more than ``VaultPassphrase/maximumByteCount`` bytes.
    case tooLong

    /// What is wrong, as the end of a sentence that begins with where the passphrase came from.
    public var description: String {
        switch self {
        case .notUTF8: "is not UTF-8"
        case .utf16: "is UTF-16, not UTF-8"
        case .utf32: "is UTF-32, not UTF-8"
        case .nul: "holds a NUL byte, and so is not a line of text"
        case .emptyFile: "is empty"
        case .emptyFirstLine: "begins with an empty line; the passphrase has to be its first line"
        case .tooLong: "is longer than \(VaultPassphrase.maximumByteCount) bytes"
        }
    }

    /// What to do; nil where the description says it.
    public var advice: String? {
        switch self {
        case .notUTF8: "set the terminal, or save the file, to UTF-8"
        case .utf16, .utf32: "save the file as UTF-8 (Notepad: Save as, Encoding: UTF-8)"
        case .nul, .emptyFile, .emptyFirstLine, .tooLong: nil
        }
    }
}
