/// An account in paragraphs, so that each can be shown, or withheld, by itself.
///
/// No byte is added or left out. Source: the page *Records and attachments*, "account/NNN.txt".
package enum Paragraphs {
    /// The places of an account's paragraphs, one behind the other, at most 900.
    package static func cut(_ account: Span<UInt8>) -> [Range<Int>] {
        var starts = starts(in: account, afterBlankLines: true)
        if starts.isEmpty { starts = self.starts(in: account, afterBlankLines: false) }
        let limit = PartName.Series.account.maximumCount
        let bounds = [0] + starts.prefix(limit - 1) + [account.count]
        return zip(bounds, bounds.dropFirst()).map { $0..<$1 }
    }

    /// Where lines begin that are not blank, but for the first such line; or those of them alone that follow a blank one.
    private static func starts(in account: Span<UInt8>, afterBlankLines: Bool) -> [Int] {
        var starts: [Int] = []
        var start = 0
        var isBlank = true
        var isAfterBlank = false
        var hasBegun = false
        for index in account.indices {
            let byte = account[index]
            if byte != UInt8(ascii: "\n") {
                let isSpace =
                    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
                    || byte == UInt8(ascii: "\r")
                if isBlank, !isSpace {
                    isBlank = false
                    if hasBegun, isAfterBlank || !afterBlankLines { starts.append(start) }
                    hasBegun = true
                }
                continue
            }
            isAfterBlank = isBlank
            isBlank = true
            start = index + 1
        }
        return starts
    }
}
