public import Outside
public import SystemPackage

/// Why something cannot be sealed. Nothing was.
public enum SealingReason: Reason {
    /// Nobody is enrolled who could open it.
    case nobodyEnrolled
    /// There is neither an account nor an attachment.
    case nothingToSeal
    /// A testimony takes fewer attachments.
    case tooManyAttachments(Int)
    /// A file is part of the vault itself.
    case insideVault(FilePath)
    /// A folder stands where a file is to be attached.
    case attachmentIsFolder(FilePath)
    /// A folder holds no file that could be attached.
    case folderWithoutFiles(FilePath)
    /// The account holds nothing.
    case accountEmpty
    /// The account is longer than a record takes.
    case accountTooLong
    /// The account is text in UTF-16.
    case accountUTF16
    /// The account holds zero bytes.
    case accountZeros
    /// The account is not UTF-8.
    case accountNotUTF8
    /// The record is larger than one may be.
    case recordTooLarge

    /// What was asked for is not done.
    public var kind: VaultError.Kind { .refused }
}
