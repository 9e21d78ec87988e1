/// Words of the region as people write them in Latin letters, where that is not how letters are
/// transliterated.
enum LatinWords {
    static let words = """
        salam salom privet parol lubov lyublu lublu krasotka solnishko solnyshko zaya zaika kotik
        malish milaya mamochka khoda khodaya khodajoon allah allahu akbar allahuakbar inshallah
        inshaallah mashallah mashaallah alhamdulillah subhanallah bismillah bismilloh muhammad
        mohammad mohammed muhammed ahmad ahmed ali husein hussein hossein hassan hasan reza mehdi
        mahdi fatima fatemeh fateme zahra zeynab zainab maryam mariam amir yusuf yousef ibrahim
        ebrahim ismail esmaeil omar umar osman abdullah abdulloh eshgh eshq eshgham eshghe ishq
        doostet dooset daram dustat doram azizam asheghetam ashegh asheqam jan jon jun joon junam
        jonam jigar jigaram nafas nafasam zendegi zindagi omid umid arezoo arezu delbar delam
        dokhtar dukhtar pesar madar modar pedar padar baradar khahar dada maman baba mamanam babam
        iran tehran irani esteghlal perspolis persepolis taj teraktor azadi vatan mihan shiraz
        esfahan tabriz mashhad tajik tojik tajikistan tojikiston tadjikistan dushanbe khujand
        khudjand kulob kulyab pamir badakhshan gol golam gul gulam lale laleh narges yas roz
        setare setareh sitora mah mahtab khorshid aftab oftob aseman osmon darya daryo baran boron
        barf bahar bahor paeiz zemestan tabestan asal asalam shirin shakar ghand nabat pishi gorbe
        sag shir palang gorg oghab asb tala almas dokhtaram pesaram aziz azizi mehr mehri mehraban
        mohabbat muhabbat zeba ziba zibo khub khob khoob khoshgel khoshgelam ghashang nazanin
        parvane parvaneh ramz ramze ramzeman obor kalame pasword passwort parool kalid raz
        shahnoza zarina madina farzona nigina nigora nilufar nozanin parvina manizha tahmina
        takhmina lola malika munira mehrangez gulnora gulnoza dilnoza dilbar sayora shahlo
        ruxshona zulfiya zebo firuza mavzuna rustam farrukh farruh firuz firdavs jamshed jamshid
        daler dilshod bahrom bakhtiyor behruz behzod anvar akmal alisher azamat zafar ilhom komron
        manuchehr khurshed khushbakht sherzod shodmon suhrob umed tohir parviz faridun farhod
        temur timur natasha sasha masha dasha katya nastya lena olya yulya tanya sveta anya ira
        kolya vova dima misha pasha zhenya serega alesha vanya vitya kostya igor oleg andrey
        sergey aleksandr aleksey dmitriy maksim evgeniy mikhail nikolay vladimir ivan ekaterina
        anastasia tatyana olga elena irina natalya svetlana yulia viktoria ksenia rossiya russia
        moskva spartak zenit cska dinamo lokomotiv sssr krasnodar piter sochi sibir yaxshi yahshi
        rahmat rakhmat tashakkur spasibo khayr hayr poka zdravstvuy zdrastvuyte kak dela chto
        delaesh mama papa brat sestra drug podruga lyubimaya lyubimiy lubimaya lubimy zhizn
        schastie schastye udacha pobeda svoboda rodina mechta dusha serdce serdtse angel korol
        koroleva princessa chelovek ludi vremya zvezda luna solnce solntse nebo more reka gora
        gory les cvetok tsvetok roza koshka sobaka medved volk tigr lev orel drakon zima leto
        vesna osen pul bozor nav khush hush odam zan mard bacha kudak dost dust rafik rafiq jura
        chura zang telefon kompyuter internet vkontakte odnoklassniki yandex mail google telegram
        whatsapp instagram yek dow seh chahar panj shesh haft hasht noh dah yak du se chor panch
        shash nuh seshanbe chorshanbe panjshanbe juma shanbe yakshanbe raqam nomi nomam sirr sirri
        khona hona khonaam mashina moshin kor kitob kitab maktab donishgoh loveyou iloveyou
        forever welcome dragon monkey master letmein qwerty admin test user guest login troubador
        """
}
