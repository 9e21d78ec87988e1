import StrictTar

/// The names of a record's parts. Source: the page *Records and attachments*, "Record".
package enum PartName {
    package static let note = "note"
    package static let salts = "salts"
    package static let recipients = "recipients"
    package static let attachmentsKey = "attachments.key"
    package static let elsewhere = "elsewhere"

    /// The longest name of a part, in bytes.
    static let maximumByteCount = 64
    /// What the name of a part begins with that must be understood.
    private static let mustPrefix = "must-"

    /// A series of parts that are numbered from 1.
    package enum Series: String, CaseIterable, Sendable {
        case account, attachments

        var prefix: String { rawValue + "/" }
        private var suffix: String { self == .account ? ".txt" : ".json" }
        /// The most parts of the series.
        package var maximumCount: Int { self == .account ? 900 : 100 }

        /// The name of the part with a number, from 1.
        package func name(_ number: Int) -> String {
            let digits = String(number)
            return prefix + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
                + suffix
        }

        /// The number in the name of a part of this series; nil for any other name.
        package func number(of name: String) -> Int? {
            guard name.hasPrefix(prefix), name.hasSuffix(suffix),
                let number = Int(name.dropFirst(prefix.count).dropLast(suffix.count)),
                (1...maximumCount).contains(number), self.name(number) == name
            else { return nil }
            return number
        }
    }

    /// Whether a part stands before another in a record: known ones in their one order, others by their bytes.
    package static func stands(_ name: String, before other: String) -> Bool {
        let (mine, its) = (place(of: name), place(of: other))
        return mine == its
            ? name.utf8.lexicographicallyPrecedes(other.utf8) : mine < its
    }

    private static func place(of name: String) -> (Int, Int) {
        if name == recipients { return (0, 0) }
        if let number = Series.account.number(of: name) { return (1, number) }
        if let number = Series.attachments.number(of: name) { return (2, number) }
        return (name == attachmentsKey ? 3 : name == elsewhere ? 4 : 5, 0)
    }

    /// Whether a part that is not known here may have this name.
    static func isUnknown(_ name: String) -> Bool {
        name.utf8.count <= maximumByteCount && TarEntryHeader.isValid(name: name)
            && ![note, salts, recipients, attachmentsKey, elsewhere].contains(name)
            && Series.allCases.allSatisfy { !name.hasPrefix($0.prefix) }
    }

    /// Whether only a later version may pass on a record with a part of this name.
    static func mustBeKnown(_ name: String) -> Bool { name.hasPrefix(mustPrefix) }
}
