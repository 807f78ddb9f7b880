"""What a made-up shop sells: its categories, what lies on each shelf, and what such things usually cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shelf:
    """One category and what is in it.

    Args:
        category: its path, such as ``Home/Kitchen/Cookware``.
        kind: decides how its products are named and described.
        usual_price: in whole units of the currency; half of its products cost less.
        nouns: what the products are.
    """

    category: str
    kind: str
    usual_price: int
    nouns: tuple[str, ...]


# Category, usual price, nouns.
_SHELVES: dict[tuple[str, str], str] = {
    ("Home", "home"): """
        Kitchen/Cookware | 34 | saucepan, stockpot, frying pan, casserole, wok, steamer, griddle, roasting tin
        Kitchen/Tableware | 12 | mug, dinner plate, soup bowl, side plate, teacup, sugar bowl, serving dish, egg cup
        Kitchen/Utensils | 9 | ladle, whisk, peeler, grater, spatula, colander, rolling pin, garlic press
        Kitchen/Storage | 14 | storage jar, bread bin, spice rack, lunch box, biscuit tin, cake dome, oil bottle
        Kitchen/Kettles | 39 | kettle, teapot, coffee dripper, milk jug, cafetière, coffee grinder
        Bathroom | 18 | bath towel, bath mat, soap dish, toothbrush holder, shower curtain, laundry basket
        Bedroom | 59 | duvet cover, pillowcase, bedspread, mattress topper, fitted sheet, blanket, duvet
        Living room | 79 | cushion, throw, side table, bookcase, magazine rack, footstool, armchair, rug
        Lighting | 45 | table lamp, floor lamp, pendant light, wall light, night light, lampshade, lantern
        Decoration | 22 | vase, candle holder, picture frame, mirror, wall clock, wreath, tray, ornament
        Cleaning | 8 | broom, dustpan, mop, bucket, scrubbing brush, duster, dishcloth, squeegee
    """,
    ("Clothing", "clothing"): """
        Women/Dresses | 69 | dress, shirt dress, pinafore, wrap dress, evening gown, tunic
        Women/Tops | 29 | blouse, T-shirt, cardigan, jumper, vest top, polo neck, shirt
        Women/Trousers | 49 | trousers, jeans, leggings, culottes, shorts, dungarees
        Women/Coats | 129 | coat, raincoat, quilted jacket, parka, cape, trench coat
        Men/Shirts | 39 | shirt, polo shirt, T-shirt, flannel shirt, Henley shirt
        Men/Trousers | 55 | chinos, jeans, cords, shorts, jogging trousers, cargo trousers
        Men/Knitwear | 59 | jumper, cardigan, roll neck, tank top, fisherman's jumper
        Men/Jackets | 119 | bomber jacket, blazer, wax jacket, parka, gilet, overshirt
        Underwear | 15 | briefs, socks, vest, boxer shorts, tights, bralette, thermal leggings
        Shoes/Boots | 110 | ankle boots, hiking boots, wellingtons, Chelsea boots, lace-up boots
        Shoes/Trainers | 85 | trainers, running shoes, canvas shoes, slip-ons, court shoes
        Accessories | 24 | scarf, belt, beanie, gloves, tote bag, wallet, umbrella, sun hat
    """,
    ("Food & Drink", "food"): """
        Pantry/Pasta & rice | 3 | spaghetti, penne, basmati rice, risotto rice, couscous, polenta, egg noodles
        Pantry/Tins | 2 | chopped tomatoes, chickpeas, kidney beans, sardines, sweetcorn, coconut milk
        Pantry/Spices | 4 | smoked paprika, turmeric, cumin, cinnamon sticks, black pepper, sea salt, saffron
        Pantry/Spreads | 5 | blossom honey, raspberry jam, marmalade, peanut butter, hazelnut spread, tahini
        Baking | 4 | wheat flour, rye flour, baking powder, caster sugar, dried yeast, vanilla extract
        Sweets | 4 | dark chocolate, fudge, liquorice, shortbread, fruit gums, nougat, crème brûlée bar
        Coffee | 11 | espresso beans, filter coffee, decaf espresso, ground coffee, cold brew
        Tea | 7 | Earl Grey, green tea, camomile tea, rooibos, oolong, peppermint tea, sencha
        Wine | 14 | Riesling, Rioja, Chianti, Grüner Veltliner, Crémant, rosé, Pinot noir
        Juices | 4 | apple juice, elderflower cordial, grape juice, tomato juice, ginger shot
    """,
    ("Electronics", "electronics"): """
        Audio/Headphones | 79 | headphones, earphones, headset, in-ear headphones, noise-cancelling headphones
        Audio/Speakers | 129 | speaker, soundbar, bookshelf speaker, subwoofer, portable speaker
        Audio/Radios | 69 | radio alarm, DAB radio, kitchen radio, internet radio, crank radio
        Computers/Keyboards | 59 | keyboard, number pad, mechanical keyboard, mouse, trackball
        Computers/Monitors | 249 | monitor, curved monitor, portable monitor, monitor arm
        Computers/Storage | 89 | solid-state drive, hard disk, memory card, USB stick, card reader
        Phones/Cases | 19 | phone case, screen protector, wallet case, phone stand, lanyard
        Phones/Charging | 25 | charger, power bank, charging cable, wireless charger, car charger
        Cameras | 349 | camera, action camera, camera lens, tripod, flash, camera bag
        Smart home | 45 | smart plug, thermostat, door sensor, smart bulb, doorbell, smoke alarm
        Cables | 9 | HDMI cable, network cable, extension lead, audio cable, adapter
    """,
    ("Books", "books"): """
        Fiction/Crime | 11 | detective novel, thriller, crime anthology, mystery
        Fiction/Fantasy | 12 | fantasy novel, saga, boxed set, illustrated edition
        Fiction/Classics | 9 | classic novel, collected stories, poems, plays
        Children | 10 | picture book, reading book, activity book, bedtime stories, board book
        Cookery | 22 | cookbook, baking book, vegetarian cookbook, preserving handbook
        Travel | 16 | travel guide, road atlas, phrase book, walking guide, city guide
        Science | 28 | textbook, field guide, popular science, star atlas, reader
        Languages | 24 | dictionary, grammar, vocabulary trainer, language course
        Comics | 14 | graphic novel, comic album, manga volume, cartoon collection
    """,
    ("Toys", "toys"): """
        Building | 35 | building blocks, marble run, magnetic tiles, construction kit, train track
        Dolls | 29 | doll, doll's house, doll's pram, puppet, soft doll
        Board games | 27 | board game, card game, strategy game, dice game, memory game
        Jigsaws | 16 | jigsaw, floor puzzle, 3D puzzle, wooden puzzle
        Soft toys | 19 | teddy bear, cuddly rabbit, soft elephant, plush fox, sleepy owl
        Vehicles | 22 | toy tractor, fire engine, racing car, excavator, wooden train
        Outdoor | 34 | kite, skipping rope, sandpit set, water pistol, bubble kit, scooter
        Craft | 13 | craft kit, modelling clay, bead set, finger paints, origami paper
    """,
    ("Garden", "garden"): """
        Tools | 24 | spade, rake, secateurs, hand trowel, hoe, garden fork, pruning saw
        Pots | 17 | flower pot, planter, hanging basket, window box, saucer, propagator
        Seeds | 3 | tomato seeds, sunflower seeds, lettuce seeds, wildflower mix, basil seeds, pea seeds
        Furniture | 149 | garden chair, bench, parasol, folding table, deckchair, hammock
        Watering | 22 | watering can, garden hose, sprinkler, rain gauge, hose reel, water butt
        Wildlife | 15 | bird feeder, nesting box, bee hotel, hedgehog house, bird bath
        Lawn | 69 | lawn mower, edging shears, lawn feed, grass seed, aerator
        Barbecue | 79 | charcoal grill, barbecue tongs, grill brush, fire bowl, smoker box
    """,
    ("Tools & DIY", "tools"): """
        Hand tools | 19 | screwdriver, claw hammer, spanner, pliers, chisel, hand saw, spirit level
        Power tools | 119 | cordless drill, jigsaw, sander, circular saw, angle grinder, heat gun
        Fixings | 5 | wood screws, wall plugs, nails, washers, cable ties, picture hooks
        Paint | 24 | wall paint, wood varnish, primer, chalk paint, masonry paint, wood stain
        Painting | 9 | paint roller, paint brush, masking tape, dust sheet, paint tray
        Electrical | 14 | socket, light switch, cable drum, junction box, plug, dimmer
        Plumbing | 18 | mixer tap, shower head, siphon, pipe wrench, sealing tape
        Safety | 16 | safety goggles, ear defenders, work gloves, dust mask, hard hat
        Storage | 34 | toolbox, workbench, shelving unit, tool bag, parts organiser
    """,
    ("Sport", "sport"): """
        Camping | 89 | tent, sleeping bag, camping stove, roll mat, head torch, cool box
        Cycling | 39 | bicycle helmet, bicycle lamp, bicycle pump, pannier, saddle, bottle cage
        Running | 29 | running vest, hydration belt, running cap, armband, reflective vest
        Fitness | 25 | yoga mat, dumbbell, resistance band, kettlebell, foam roller, skipping rope
        Swimming | 19 | goggles, swimming cap, swimsuit, fins, kickboard, poncho
        Climbing | 65 | climbing rope, harness, chalk bag, carabiner, climbing shoes
        Football | 24 | football, shin pads, goalkeeper gloves, training bib, goal net
        Winter | 99 | ski goggles, sledge, ski gloves, snowshoes, thermal top
    """,
    ("Beauty", "beauty"): """
        Skin care | 17 | day cream, night cream, serum, cleansing milk, sun lotion, lip balm, crème de nuit
        Hair care | 11 | shampoo, conditioner, hair mask, hair oil, styling gel, dry shampoo
        Make-up | 15 | mascara, lipstick, foundation, eyeshadow palette, blusher, nail varnish
        Bath | 8 | shower gel, bath salts, soap bar, bubble bath, body scrub, hand cream
        Fragrance | 54 | eau de parfum, eau de toilette, body mist, room spray, scented candle
        Shaving | 13 | razor, shaving foam, shaving brush, aftershave, beard oil
    """,
    ("Office", "office"): """
        Paper | 6 | notebook, writing pad, copy paper, sticky notes, envelopes, index cards
        Writing | 4 | ballpoint pen, fountain pen, pencil, highlighter, marker, felt-tip pens
        Filing | 7 | lever arch file, folder, document wallet, magazine file, hanging file
        Desk | 19 | desk organiser, stapler, hole punch, desk lamp, calculator, letter tray
        Furniture | 189 | office chair, desk, filing cabinet, footrest, monitor stand
        Labels | 9 | label tape, address labels, label printer, price labels
        Post | 5 | padded envelopes, parcel tape, shipping boxes, bubble wrap
    """,
    ("Pets", "pets"): """
        Dogs | 16 | dog lead, dog bed, chew toy, dog bowl, dog coat, dog treats
        Cats | 14 | scratching post, cat litter, cat toy, cat flap, cat bed, cat treats
        Birds | 12 | bird cage, bird seed, perch, bird swing
        Fish | 22 | aquarium, fish food, aquarium filter, gravel, water plant
        Small animals | 13 | hamster wheel, hay rack, rabbit hutch, tunnel, bedding
        Care | 9 | pet brush, claw clippers, pet shampoo, tick tweezers
    """,
    ("Music", "music"): """
        Guitars | 229 | acoustic guitar, electric guitar, ukulele, bass guitar, guitar stand
        Keys | 399 | digital piano, keyboard, melodica, piano stool, MIDI keyboard
        Percussion | 89 | cajón, snare drum, tambourine, drumsticks, djembe, maracas
        Wind | 149 | recorder, clarinet, harmonica, flute, trumpet, saxophone reeds
        Strings | 19 | guitar strings, violin strings, rosin, capo, plectrums
        Accessories | 24 | metronome, music stand, tuner, mute, instrument cable
    """,
    ("Baby", "baby"): """
        Nursery | 89 | cot, changing mat, baby monitor, mobile, nursing chair, cot bumper
        Feeding | 13 | baby bottle, bib, high chair, weaning spoon, sippy cup, steriliser
        Clothes | 15 | romper suit, bodysuit, baby hat, baby socks, sleepsuit, bootees
        Travel | 159 | pushchair, baby carrier, car seat, changing bag, rain cover
        Bathing | 12 | baby bath, hooded towel, bath thermometer, baby sponge
        Play | 18 | rattle, play mat, teething ring, activity cube, stacking rings
    """,
}


def _read() -> tuple[Shelf, ...]:
    found = []
    for (top, kind), lines in _SHELVES.items():
        for line in lines.strip().splitlines():
            path, price, nouns = (part.strip() for part in line.split("|"))
            found.append(Shelf(f"{top}/{path}", kind, int(price), tuple(nouns.split(", "))))
    return tuple(found)


SHELVES = _read()
