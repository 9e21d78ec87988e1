import Sealing
import Testimony

extension SealingReason {
    /// Why something cannot be sealed.
    var sentence: Sentence {
        switch self {
        case .nobodyEnrolled:
            Sentence("nobody is enrolled who could open this: nothing was sealed")
        case .nothingToSeal:
            Sentence("there is neither an account nor an attachment: nothing was sealed")
        case .tooManyAttachments(let count):
            Sentence(
                """
                a testimony has at most \(NewTestimony.maximumAttachmentCount) attachments, not \
                \(count): nothing was sealed
                """)
        case .insideVault(let path):
            Sentence("\(path: path) is part of the vault itself: nothing was sealed")
        case .attachmentIsFolder(let path): Sentence("\(path: path) is a folder, not a file")
        case .folderWithoutFiles(let path):
            Sentence("\(path: path) holds no file that could be attached")
        case .accountEmpty: Sentence("the account is empty: nothing was sealed")
        case .accountTooLong:
            Sentence(
                """
                the account is longer than \(Record.maximumAccountByteCount >> 20) MiB: nothing was \
                sealed
                """)
        case .accountUTF16: Sentence("the account is text in UTF-16, not in UTF-8")
        case .accountZeros:
            Sentence("the account holds zero bytes: it is text in UTF-16, or not text")
        case .accountNotUTF8: Sentence("the account is not text in UTF-8")
        case .recordTooLarge:
            Sentence(
                """
                a record holds at most \(Record.maximumByteCount >> 20) MiB: attach long texts as \
                files
                """)
        }
    }

    /// What to do; nil where there is nothing.
    var hint: Sentence? {
        switch self {
        case .nobodyEnrolled: Sentence("get a coordinator's card, then `amanat enroll CARD`")
        case .tooManyAttachments:
            Sentence("seal them as several testimonies, or packed into one file")
        case .attachmentIsFolder(let path):
            Sentence("`--attach \(path: path)/` takes the files that are in it")
        case .accountEmpty:
            Sentence("a testimony of attachments alone is sealed by `--attach` without an account")
        case .accountTooLong: Sentence("seal it as an attachment: `--attach FILE`")
        case .accountUTF16, .accountZeros, .accountNotUTF8:
            Sentence(
                """
                save it as UTF-8 in the program that wrote it; a recording, a scan or a document \
                goes with `--attach`
                """)
        case .nothingToSeal, .insideVault, .folderWithoutFiles, .recordTooLarge: nil
        }
    }
}
