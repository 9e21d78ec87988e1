public import Outside
public import SystemPackage

/// Why a plain age file, or a file of keys, is not read or written.
public enum AgeFilesReason: Reason {
    /// A file of keys is sealed for a key, not with a passphrase.
    case keyFileOpensWithKey
    /// The output is read as well.
    case outputIsInput(FilePath)
    /// The output is a folder.
    case outputIsFolder(FilePath)
    /// The output is a symbolic link.
    case outputIsLink(FilePath)
    /// A file is there where a key is to be written.
    case keyFileExists(FilePath)

    /// Who failed.
    public var kind: VaultError.Kind { .refused }
}
