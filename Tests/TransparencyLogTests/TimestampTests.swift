import Foundation
import Testing

@testable import TransparencyLog

@Suite("Timestamps")
struct TimestampTests {
    @Test(
        "known moments",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-03-01T00:00:00Z", 5_097_600),
            ("2000-02-29T12:34:56Z", 951_827_696), ("2038-01-19T03:14:07Z", 2_147_483_647),
            ("2026-11-23T18:00:00Z", 1_795_456_800), ("2100-03-01T00:00:00Z", 4_107_542_400),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ])
    func known(text: String, seconds: Int64) throws {
        let time = try #require(Timestamp(text))
        #expect(time.secondsSince1970 == seconds)
        #expect(Timestamp(secondsSince1970: seconds)?.description == text)
    }

    @Test("every day of every year is the one that Foundation names")
    func everyDay() throws {
        let style = Date.ISO8601FormatStyle()
        let lastDay = Timestamp.maximum.secondsSince1970 / 86_400
        // All of four centuries, then one day in 97.
        let days =
            Array(0..<Int64(146_097)) + Array(stride(from: 146_097, through: lastDay, by: 97))
        for day in days {
            let seconds = day * 86_400 + day * 7 % 86_400
            let time = try #require(Timestamp(secondsSince1970: seconds))
            let text = time.description
            if Timestamp(text) != time { Issue.record("\(text) is not read as it was written") }
            if day % 11 == 0,
                Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(style) != text
            {
                Issue.record("\(text) is not \(seconds)")
            }
        }
    }

    @Test("moments outside 1970 to 9999 are refused")
    func range() {
        #expect(Timestamp(secondsSince1970: -1) == nil)
        #expect(Timestamp(secondsSince1970: 253_402_300_800) == nil)
        #expect(
            Timestamp(secondsSince1970: .min) == nil && Timestamp(secondsSince1970: .max) == nil)
    }

    @Test("order is the order of time")
    func order() throws {
        let early = try #require(Timestamp("1999-12-31T23:59:59Z"))
        let late = try #require(Timestamp("2000-01-01T00:00:00Z"))
        #expect(early < late)
    }

    @Test(
        "texts of other forms, and days and hours that are not, are refused",
        arguments: [
            "", "2026", "2026-11-23", "2026-11-23T18:00:00", "2026-11-23T18:00:00+00:00",
            "2026-11-23t18:00:00z", "2026-11-23 18:00:00Z", "2026-11-23T18:00:00.0Z",
            "2026-11-23T18:00:00Z ", " 2026-11-23T18:00:00Z", "2026-11-23T18:00:60Z",
            "2026-11-23T18:60:00Z", "2026-11-23T24:00:00Z", "2026-11-31T00:00:00Z",
            "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-99-99T99:99:99Z",
            "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-02-29T00:00:00Z",
            "2100-02-29T00:00:00Z", "1969-12-31T23:59:59Z", "0000-01-01T00:00:00Z",
            "0000-00-00T00:00:00Z", "9999-99-99T99:99:99Z", "+026-11-23T18:00:00Z",
            "2026-11-23T1８:00:00Z", "२०२६-११-२३T१८:००:००Z",
        ])
    func strictness(text: String) {
        #expect(Timestamp(text) == nil)
    }
}
