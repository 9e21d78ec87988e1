/// A moment to the second, as texts here have it: `YYYY-MM-DDTHH:MM:SSZ` (RFC 3339, UTC).
///
/// The years are 1970 to 9999. Every moment has one text: no fractions, no offsets, no small
/// letters, no leap seconds (POSIX time has none either).
package struct Timestamp: Hashable, Comparable, Sendable {
    /// 9999-12-31T23:59:59Z.
    package static let maximum = Timestamp(unchecked: 253_402_300_799)

    private static let form: InlineArray<20, UInt8> = {
        var form = InlineArray<20, UInt8>(repeating: 0)
        for (index, character) in "0000-00-00T00:00:00Z".utf8.enumerated() {
            form[index] = character
        }
        return form
    }()

    /// POSIX seconds, from 0.
    package let secondsSince1970: Int64

    /// nil before 1970 and after 9999.
    package init?(secondsSince1970 seconds: Int64) {
        guard (0...Self.maximum.secondsSince1970).contains(seconds) else { return nil }
        self.init(unchecked: seconds)
    }

    private init(unchecked seconds: Int64) {
        secondsSince1970 = seconds
    }

    /// The length of every moment's text.
    package static let byteCount = 20

    /// Reads the text of a moment; nil unless it would be written in the same way.
    package init?(_ text: some StringProtocol) {
        let characters = Array(text.utf8)
        self.init(characters.span)
    }

    /// Reads the text of a moment; nil unless it would be written in the same way.
    package init?(_ text: Span<UInt8>) {
        guard text.count == Self.byteCount else { return nil }
        // Digits where the form has zeros, and everything else as it is in the form.
        var fields: InlineArray<6, Int64> = .init(repeating: 0)
        var field = 0
        for index in text.indices {
            let (character, expected) = (text[index], Self.form[index])
            if expected != UInt8(ascii: "0") {
                guard character == expected else { return nil }
                field = min(field + 1, 5)
            } else {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character) else {
                    return nil
                }
                fields[field] = fields[field] * 10 + Int64(character - UInt8(ascii: "0"))
            }
        }
        let (month, day) = (fields[1], fields[2])
        guard (1...12).contains(month), day >= 1, fields[3] < 24, fields[4] < 60, fields[5] < 60
        else { return nil }
        let days = Self.days(year: fields[0], month: month, day: day)
        // A day that is not on the calendar has run over into the next month.
        guard Self.date(days: max(0, days)).day == day else { return nil }
        self.init(secondsSince1970: days * 86_400 + fields[3] * 3_600 + fields[4] * 60 + fields[5])
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.secondsSince1970 < right.secondsSince1970
    }
}

extension Timestamp: CustomStringConvertible {
    /// The text of the moment.
    package var description: String {
        let (days, second) = secondsSince1970.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = Self.date(days: days)
        func digits(_ number: Int64, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: count - text.utf8.count) + text
        }
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
            + "T\(digits(second / 3_600, 2)):\(digits(second / 60 % 60, 2))"
            + ":\(digits(second % 60, 2))Z"
    }
}

// The Gregorian calendar, counted in years that begin in March: the leap day is then the last
// of its year, and months before it have the same lengths in every year. Four centuries have
// 146,097 days, and 1970 began 719,468 days after the first of March of the year 0.
extension Timestamp {
    /// Days from 1970-01-01 to a date. Months and days off the calendar give some other day.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        // Centuries other than every fourth have no leap day. Nothing here is below year 0,
        // but for the first two months of the year 0, which is refused later.
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        return marchYear * 365 + leapDays + daysBefore(marchMonth) + day - 1 - 719_468
    }

    /// The date that is some days, at least 0, after 1970-01-01.
    private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (eras, day) = (days + 719_468).quotientAndRemainder(dividingBy: 146_097)
        // Leave out the leap days before this one; what remains are years of 365 days.
        let yearOfEra = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100)
        var marchMonth: Int64 = 11
        while daysBefore(marchMonth) > dayOfYear { marchMonth -= 1 }
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = eras * 400 + yearOfEra + (month > 2 ? 0 : 1)
        return (year, month, dayOfYear - daysBefore(marchMonth) + 1)
    }

    /// The days of a year before a month that is counted from March, 0 to 11: five months of
    /// 31, 30, 31, 30, 31 days have 153, and so on.
    private static func daysBefore(_ marchMonth: Int64) -> Int64 {
        (153 * marchMonth + 2) / 5
    }
}
