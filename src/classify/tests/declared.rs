//! What storefronts declare: paths, codes, labels.

use super::check;

#[test]
fn only_the_deepest_levels_of_a_path_speak() {
    check(&[
        ("category=Food, Beverages & Tobacco > Food Items > Crackers", ""),
        ("category=Food, Beverages & Tobacco > Crackers", ""),
        ("category=Food, Beverages & Tobacco", ""),
        // The last of several things of a list says little of the rest, whatever the language.
        ("category=Sweets, drinks and vodka", ""),
        ("category=Sweets, drinks and vodka > Crackers", ""),
        ("category=Sweets, drinks and vodka > Fine vodka", "alcohol_spirits:S"),
        ("category=Fine vodka, wine and whisky", "alcohol_spirits:S"),
        ("category=Drinks, fine vodka", "alcohol_spirits:S"),
        // The last level speaks first.
        ("category=Fine vodka > Sex toys", "sexual_goods:D"),
        ("category=Sex toys > Fine vodka", "alcohol_spirits:S"),
        ("category=Sex toys > Capsules", "sexual_goods:S medicine_otc:w"),
        ("title=Food, Beverages & Tobacco", ""),
        ("category=Food, Beverages &amp; Tobacco &gt; Crackers", ""),
        ("category/slug=food-beverages-tobacco", ""),
        ("category=/Vodka/Glas/Set/", ""),
        ("category=Vodka > Bar > Glas > Set", ""),
        ("category=Vodka > Set", "alcohol_spirits:S"),
        ("category=Bar > Drinks > Vodka > 1 l", "alcohol_spirits:S"),
        ("category=Bar|Drinks|Fine vodka", "alcohol_spirits:S"),
        ("category=Whisky > Glass", ""),
        // Categories side by side all count, levels of one path do not.
        (
            "categories=Fine vodka · categories=Gifts · categories=Offers · categories=New",
            "alcohol_spirits:S",
        ),
        ("breadcrumbs=Fine vodka · breadcrumbs=Gifts · breadcrumbs=Bar · breadcrumbs=Glasses", ""),
        (
            "breadcrumbs=Home · breadcrumbs=Gifts · breadcrumbs=Fine vodka · breadcrumbs=1 l",
            "alcohol_spirits:S",
        ),
        ("breadcrumbs=Food, Beverages & Tobacco · breadcrumbs=Crackers", ""),
        ("category/url=https://shop.example/vodka/glasses", ""),
        ("category/url=https://shop.example/vodka", "alcohol_spirits:S"),
    ]);
}

#[test]
fn leaves_and_taxonomy_codes_declare() {
    check(&[
        ("category=Drinks > Vodka", "alcohol_spirits:D"),
        ("category=VODKA", "alcohol_spirits:D"),
        ("category=Drinks > Whisky  &amp; Gin", "alcohol_spirits:D"),
        ("category=Beer", "alcohol_beer_wine:D"),
        ("category=Beer mugs", ""),
        // A shelf that lists shelves and nothing else.
        ("category=Shop > Cigars & Beer", "alcohol_beer_wine:D tobacco_product:D"),
        ("category=Beer, cigars und  Beer", "alcohol_beer_wine:D tobacco_product:D"),
        ("category=Beer &amp; Cigars", "alcohol_beer_wine:D tobacco_product:D"),
        ("category=Drinks > Rom y beer · lang=da", "alcohol_beer_wine:D alcohol_spirits:D"),
        ("category=Drinks > Rom y beer · lang=en", ""),
        ("category=Beer & mugs", ""),
        ("category=Rom & beer > Mugs · lang=da", ""),
        ("title=Rom & beer · lang=da", ""),
        ("category=Beer > Mugs", ""),
        ("title=Beer", "alcohol_beer_wine:S"),
        ("title=  BEER ", "alcohol_beer_wine:S"),
        ("title=Beer mugs", ""),
        ("title=Beer of the year", ""),
        ("title=Rom · lang=da", "alcohol_spirits:S"),
        ("title=Rom · lang=de", ""),
        ("title=Rom", ""),
        ("category=Drinks > Rom · lang=da", "alcohol_spirits:D"),
        ("category=Memory > ROM · lang=en", ""),
        // A department covers what is below it, a shelf does not.
        ("category=Shop > Erotic > Clothes > Tights > Red", "sexual_goods:D"),
        ("category=Shop > Beer > Mugs > Sets > Red", ""),
        ("breadcrumbs=Erotic · breadcrumbs=Clothes · breadcrumbs=Tights", "sexual_goods:D"),
        ("tags=Beer", ""),
        ("breadcrumbs=Beer · breadcrumbs=Mugs", ""),
        ("breadcrumbs=Drinks · breadcrumbs=Beer", "alcohol_beer_wine:D"),
        ("google_product_category=778", "sexual_goods:D"),
        ("google_product_category=\"778\"", "sexual_goods:D"),
        ("g:google_product_category=772 - Mature", "adult_unclassified:D"),
        ("google_product_category=773", "adult:D"),
        ("google_product_category=77", ""),
        ("google_product_category=99999999999", ""),
        ("category=778", ""),
        ("id=778", ""),
        ("google_product_category=Mature > Erotic > Furniture", "sexual_goods:D"),
        ("google_product_category=Mature > Weapons", "adult_unclassified:D"),
        ("product_type=mature>erotic", "sexual_goods:D"),
        ("google_product_category=Games > Mature", ""),
        ("category/id=gid://shopify/TaxonomyCategory/ma-1-2", "sexual_goods:D"),
        ("category/id=gid://shopify/TaxonomyCategory/ma-10", "adult_unclassified:D"),
        ("category=ma-1", "sexual_goods:D"),
        ("category=fb-1-1-3", "alcohol_beer_wine:D"),
        ("category=fb-1-12", ""),
        ("sku=ma-1-2", ""),
    ]);
}

#[test]
fn labels_declare() {
    check(&[
        (
            "hasAdultConsideration=https://schema.org/TobaccoNicotineConsideration",
            "tobacco_product:D",
        ),
        (
            "hasAdultConsideration=http://schema.org/tobacconicotineconsideration",
            "tobacco_product:D",
        ),
        ("hasAdultConsideration=TobaccoNicotineConsideration", "tobacco_product:D"),
        ("hasAdultConsideration/@id=schema:TobaccoNicotineConsideration", "tobacco_product:D"),
        // What several share is declared of their parent, and no crime is declared by it.
        ("hasAdultConsideration=AlcoholConsideration", "alcohol:D"),
        ("hasAdultConsideration=SexualContentConsideration", "adult:D"),
        ("hasAdultConsideration=HealthcareConsideration", "medicine:D"),
        (
            "hasAdultConsideration=AlcoholConsideration, TobaccoNicotineConsideration",
            "alcohol:D tobacco_product:D",
        ),
        (
            "hasAdultConsideration=AlcoholConsideration · hasAdultConsideration=SexualContentConsideration",
            "adult:D alcohol:D",
        ),
        ("hasAdultConsideration=SomethingNewConsideration", "adult_unclassified:D"),
        ("hasAdultConsideration=true", "adult_unclassified:D"),
        ("isFamilyFriendly=false", "adult_unclassified:D"),
        ("is_family_friendly=False", "adult_unclassified:D"),
        ("isFamilyFriendly=http://schema.org/False", "adult_unclassified:D"),
        ("isFamilyFriendly=true", ""),
        ("audience/requiredMinAge=18", "adult_unclassified:D"),
        ("audience/requiredMinAge=\"18\"", "adult_unclassified:D"),
        ("audience/requiredMinAge=16", "adult_unclassified:D"),
        ("audience/requiredMinAge=15", ""),
        ("audience/suggestedMinAge=18", "adult_unclassified:D"),
        ("audience/suggestedMinAge=17", ""),
        ("suggestedAge/minValue=18", "adult_unclassified:D"),
        ("g:adult=yes", "adult_unclassified:D"),
        ("adult=TRUE", "adult_unclassified:D"),
        ("adult=1", "adult_unclassified:D"),
        ("adult=18", ""),
        ("adult=no", ""),
        ("adult=0", ""),
        ("adult=false", ""),
        ("adult=", ""),
        ("is_adult_product=\"1\"", "adult_unclassified:D"),
        ("IsAdultProduct=true", "adult_unclassified:D"),
        ("adultOnly=true", "adult_unclassified:D"),
        ("isAdult=Yes", "adult_unclassified:D"),
        ("age_restricted=true", "adult_unclassified:D"),
        ("ageRestricted=18+", "adult_unclassified:D"),
        ("age_restriction=none", ""),
        ("age_restriction=ab 16 Jahren", "adult_unclassified:D"),
        ("min_age=12", ""),
        ("min_age=18.0", "adult_unclassified:D"),
        ("minimum_age=2018", ""),
        ("ageLimit=21", "adult_unclassified:D"),
        ("nsfw=true", "adult_unclassified:D"),
        ("rating=RTA-5042-1996-1400-1577-RTA", "adult_unclassified:D"),
        ("rating=adult", "adult_unclassified:D"),
        ("rating=4.5", ""),
        ("rating=18", ""),
        ("isAlcohol=true", "alcohol:D"),
        ("isAlcohol=false", ""),
        ("title=adult · name=isAdult", ""),
        // A label anywhere in the listing is the storefront's own.
        ("seller/isAdult=true", "adult_unclassified:D"),
    ]);
}

#[test]
fn labels_in_data_in_a_string() {
    check(&[
        (r#"title=Chair · data={"isAdult":true}"#, "adult_unclassified:D"),
        (r#"title=Chair · data= [ { "a": {"minAge" : 18 } }]"#, "adult_unclassified:D"),
        (r#"title=Chair · data={\"isFamilyFriendly\":\"false\",\"b\":1}"#, "adult_unclassified:D"),
        (
            r#"title=Chair · data={"hasAdultConsideration":"https://schema.org/AlcoholConsideration"}"#,
            "alcohol:D",
        ),
        (r#"title=Chair · data={"isAdult":false,"minAge":3,"adult":"no"}"#, ""),
        (r#"title=Chair · data={"isAdult"#, ""),
        (r#"title=Chair · data={"isAdult":"#, ""),
        (r#"title=Chair · data="isAdult":true"#, ""),
        (r#"title=Chair · data={"price":18}"#, ""),
    ]);
}
