import Testing

@testable import Testimony

@Suite("Names of parts")
struct PartNameTests {
    @Test("parts of a series are numbered with three digits, and their names are read back")
    func numbers() {
        #expect(PartName.Series.account.name(1) == "account/001.txt")
        #expect(PartName.Series.account.name(900) == "account/900.txt")
        #expect(PartName.Series.attachments.name(100) == "attachments/100.json")
        for series in PartName.Series.allCases {
            for number in 1...series.maximumCount {
                #expect(series.number(of: series.name(number)) == number)
            }
        }
    }

    @Test(
        "any other name has no number",
        arguments: [
            "", "account", "account/", "account/001", "account/.txt", "account/000.txt",
            "account/901.txt", "account/1.txt", "account/01.txt", "account/0001.txt",
            "account/+01.txt", "account/-01.txt", "account/00a.txt", "account/001.json",
            "account/001.txt.txt", "account/001.TXT", "Account/001.txt", "x/account/001.txt",
            "account/٠٠١.txt", "attachments/000.json", "attachments/101.json",
            "attachments/1.json", "attachments/001.txt", "recipients",
        ])
    func others(name: String) {
        for series in PartName.Series.allCases { #expect(series.number(of: name) == nil) }
    }

    @Test(
        "a part that is not known has a name of its own",
        arguments: [
            "a", "0", "photo", "more.txt", "must-x/y", "parts/001", "account", "accounts/001.txt",
            "account.txt", "attachments", "attachments.keys", "Recipients", "recipients/x",
            String(repeating: "a", count: 64),
        ])
    func unknown(name: String) {
        #expect(PartName.isUnknown(name))
    }

    @Test(
        "a name that is another's, of a series, too long or of no entry is none of an unknown part",
        arguments: [
            "", "note", "salts", "recipients", "attachments.key", "elsewhere", "account/001.txt",
            "account/x", "account/x/y", "attachments/1.json", "attachments/x",
            String(repeating: "a", count: 65), "a b", "a/", "/a", "a//b", "..", "a/../b", "ж",
        ])
    func notUnknown(name: String) {
        #expect(!PartName.isUnknown(name))
    }
}
