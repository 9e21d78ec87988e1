import Statements
import SystemPackage
import Words

extension Report {
    /// A vault's own card: where it was written, or all of it.
    static func show(_ card: Card, _ text: String, writtenTo path: FilePath?) {
        line(.card(card.name, card.role, card.fingerprint.deviceName))
        field(.wide(.safetyNumberLabel, data: "\(card.fingerprint.safetyNumber)"))
        if let path { return line(.cardWritten(path)) }
        emptyLine()
        file(text)
    }

    /// A vault that was made, and its passphrase where that was made as well.
    static func made(_ card: Card, at path: FilePath, _ passphrase: String?, isQuiet: Bool) {
        line(.made(card.role, card.name, at: path))
        field(.wide(.safetyNumberLabel, data: "\(card.fingerprint.safetyNumber)"))
        if let passphrase { field(.wide(.passphraseLabel, data: passphrase)) }
        if !isQuiet { line(.exchangeCards) }
    }

    /// Somebody who is enrolled.
    static func enrolled(_ card: Card, isNew: Bool) {
        line(
            isNew
                ? .enrolled(card.name, card.role, card.fingerprint.deviceName)
                : .enrolledBefore(card.name))
    }
}
