/// Why bytes are not a passphrase at all, whatever it may be worth.
///
/// What was typed is never part of it.
public enum PassphraseProblem: Error, Hashable, Sendable, CaseIterable {
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
}
